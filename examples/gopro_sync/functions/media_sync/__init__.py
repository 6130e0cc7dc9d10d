"""What the three functions share: pure logic behind small ports, and the adapters that fill the ports."""
