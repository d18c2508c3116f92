"""What is printed of the register's values: columns, pages and papers, which `render/` then puts into a format."""
