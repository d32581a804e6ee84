"""The only painter code: display lists to images, PDF, SVG and the screen. QtGui only, no widgets."""
