"""What differs between two snapshots: articles, who is who, and the rows of named queries."""
