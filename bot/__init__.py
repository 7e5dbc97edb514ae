"""The engine of sequelwatch; it knows no fandom and no cog."""
