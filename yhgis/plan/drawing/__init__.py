"""Drawing by rule: curves, noise, meshes and areas, in metres; knows nothing of the plan."""
