"""Where: the gazetteer of China's divisions, and the resolver of mentions of places."""
