package report

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"strings"
	"testing"

	"tcptui/testdata/samples"
)

// TestRawTrees: of every sample jsonraw is JSON, with one list or a list of lists
// for each name, whose bytes stand in the frame where the list says; with -x the
// texts are there too, those of the plain form.
func TestRawTrees(t *testing.T) {
	for _, s := range samples.All() {
		f := zoned()
		f.NoDuplicateKeys = true
		_, plain := objects(t, s.Data, f)
		f.Hex = true
		_, both := objects(t, s.Data, f)
		f.NoText = true
		_, raw := objects(t, s.Data, f)
		lists, told := 0, 0
		for i := range raw {
			frame, _ := hex.DecodeString(raw[i]["frame_raw"].([]any)[0].(string))
			lists += checkRaw(t, raw[i], frame)
			told += checkRaw(t, both[i], frame)
			dropRaw(both[i])
			a, _ := json.Marshal(plain[i])
			b, _ := json.Marshal(both[i])
			if !bytes.Equal(a, b) {
				t.Fatalf("%s frame %d: with bytes the texts are others", s.Name, i+1)
			}
		}
		if lists <= told || told == 0 {
			t.Errorf("%s: %d lists alone, %d beside texts", s.Name, lists, told)
		}
	}
}

// objects are the layers of each frame of a capture.
func objects(t *testing.T, data []byte, f Format) (text []byte, layers []map[string]any) {
	t.Helper()
	var out bytes.Buffer
	if _, err := JSON(&out, open(t, data), nil, f, Options{}); err != nil {
		t.Fatal(err)
	}
	var list []struct {
		Source struct {
			Layers map[string]any `json:"layers"`
		} `json:"_source"`
	}
	if err := json.Unmarshal(out.Bytes(), &list); err != nil {
		t.Fatal(err)
	}
	for _, o := range list {
		layers = append(layers, o.Source.Layers)
	}
	return out.Bytes(), layers
}

// checkRaw checks the lists in an object and counts them.
func checkRaw(t *testing.T, object map[string]any, frame []byte) (n int) {
	t.Helper()
	for key, value := range object {
		switch v := value.(type) {
		case map[string]any:
			n += checkRaw(t, v, frame)
		case []any:
			for _, x := range v {
				if o, ok := x.(map[string]any); ok {
					n += checkRaw(t, o, frame)
				}
			}
			_, text := v[len(v)-1].(string)
			if text || !strings.HasSuffix(key, "_raw") {
				continue
			}
			if _, several := v[0].([]any); !several {
				v = []any{v}
			}
			for _, one := range v {
				if list, ok := one.([]any); ok {
					checkRawList(t, key, list, frame)
					n++
				}
			}
		}
	}
	return n
}

func checkRawList(t *testing.T, key string, list []any, frame []byte) {
	t.Helper()
	if len(list) == 4 {
		for _, x := range list[:3] {
			if x.(float64) != 0 {
				t.Errorf("%s: %v has a place without bytes", key, list)
			}
		}
		return
	}
	from, size, mask := int(list[1].(float64)), int(list[2].(float64)), list[3].(float64)
	if mask != 0 {
		return // the number of some bits
	}
	if from+size > len(frame) || hex.EncodeToString(frame[from:from+size]) != list[0] {
		t.Errorf("%s: %v is not in the frame", key, list)
	}
}

// dropRaw takes the lists of bytes out of an object: lists with a number, or with
// such lists. Names that end in _raw are texts as well.
func dropRaw(object map[string]any) {
	for key, value := range object {
		switch v := value.(type) {
		case map[string]any:
			dropRaw(v)
		case []any:
			_, number := v[len(v)-1].(float64)
			_, lists := v[0].([]any)
			if number || lists {
				delete(object, key)
				continue
			}
			for _, x := range v {
				if o, ok := x.(map[string]any); ok {
					dropRaw(o)
				}
			}
		}
	}
}
