package decode

// Fields returns the table of the fields that come from bytes alone.
func Fields() []Field { return nil }
