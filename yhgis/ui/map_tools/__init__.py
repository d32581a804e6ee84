"""Tools that take the mouse and the keys on the map: select, measure, draw; and what they share."""
