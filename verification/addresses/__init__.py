"""French postal addresses as AFNOR NF Z10-011 wants them (POS-01 to POS-03).

`folding` turns any text into capitals, `streets` knows street words, `postcodes` knows departments, `lines` puts the block together.
"""

from verification.addresses.lines import Address, dwelling_key, format_address, is_post_box, place_in_round, shown_street

__all__ = ["Address", "dwelling_key", "format_address", "is_post_box", "place_in_round", "shown_street"]
