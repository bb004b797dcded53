package admit

import (
	"bytes"
	"encoding/json"
)

// headOfReview is within how many bytes the uid of a review must stand to be
// found in one that is too large. The API server writes it first.
const headOfReview = 4 << 10

// uidOf finds request.uid at the start of a review that was not read whole; ""
// if it is not there.
func uidOf(start []byte) string {
	d := json.NewDecoder(bytes.NewReader(start[:min(len(start), headOfReview)]))
	var uid string
	if enter(d, "request") && enter(d, "uid") {
		_ = d.Decode(&uid) // what is cut off or no text stays ""
	}
	return uid
}

// enter opens the object that comes next, and steps over its fields up to the
// value of one.
func enter(d *json.Decoder, field string) bool {
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return false
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return false
		}
		if key == field {
			return true
		}
		var value json.RawMessage
		if d.Decode(&value) != nil {
			return false
		}
	}
	return false
}
