package report

import "unicode/utf8"

// appendLeft appends text and spaces up to a width, in characters: %-*s of fmt.
func appendLeft[T string | []byte](b []byte, text T, width int) []byte {
	b = append(b, text...)
	return appendSpaces(b, width-characters(text))
}

// appendRight appends spaces up to a width, in characters, and text: %*s of fmt.
func appendRight[T string | []byte](b []byte, text T, width int) []byte {
	return append(appendSpaces(b, width-characters(text)), text...)
}

func appendSpaces(b []byte, n int) []byte {
	for ; n > 0; n-- {
		b = append(b, ' ')
	}
	return b
}

func characters[T string | []byte](text T) int { return utf8.RuneCountInString(string(text)) }
