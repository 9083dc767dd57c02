"""What made corpora are made of; ``made_corpus.py`` beside it writes them."""
