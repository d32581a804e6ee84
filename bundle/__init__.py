"""What goes into the one-folder bundle, and the trial of it. Not called ``packaging``: a library has that name."""
