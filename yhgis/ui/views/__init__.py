"""More than one map at a time: a curtain between two themes, linked views; and named views."""
