"""What may point to a person served: finding it in a text, and the choice made where it points to nobody."""
