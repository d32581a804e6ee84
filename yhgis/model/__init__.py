"""What a map is: layers, styles, themes, projects, views and results. No Qt, no files."""
