"""What is known of Yuhang's plan: the catalog of layers, the towns, what lies at a place, how layers are made."""
