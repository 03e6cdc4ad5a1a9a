"""Made-up datasets of any size, to try things at scale: every text, title and source says that it is synthetic.

Tables are built column by column, some thousand reports at a time, so that a million events take well under a minute.
"""

from geodata.synthetic.tables import synthetic_tables, write_synthetic

__all__ = ["synthetic_tables", "write_synthetic"]
