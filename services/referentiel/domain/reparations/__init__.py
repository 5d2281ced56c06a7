"""The repairs of the register's known defects, one module per kind; what is repaired or given up is written down."""
