package settings

import (
	"encoding/json"
	"errors"
	"unicode/utf8"
)

// octets is a string that need not be text, such as the name of a file. In JSON
// it is a string, or {"base64": "..."} when it is no valid UTF-8.
type octets string

type base64Octets struct {
	Base64 []byte `json:"base64"`
}

// MarshalJSON never fails.
func (o octets) MarshalJSON() ([]byte, error) {
	if utf8.ValidString(string(o)) {
		return json.Marshal(string(o))
	}
	return json.Marshal(base64Octets{[]byte(o)})
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (o *octets) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '{' {
		var b base64Octets
		err := json.Unmarshal(data, &b)
		if err == nil && b.Base64 == nil {
			err = errors.New("expected a string or {\"base64\": ...}")
		}
		*o = octets(b.Base64)
		return err
	}
	return json.Unmarshal(data, (*string)(o))
}
