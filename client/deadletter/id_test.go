package deadletter

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
)

// TestTheIDHashesWhatTheDocumentSays: the bytes are written out by hand.
func TestTheIDHashesWhatTheDocumentSays(t *testing.T) {
	o := Origin{Cluster: "MkU3OEVBNTcwNTJENDM2Qk", Topic: "orders", Partition: 3, Offset: 42}
	bytes := "\x00\x00\x00\x16MkU3OEVBNTcwNTJENDM2Qk" + "\x00\x00\x00\x06orders" + "\x00\x00\x00\x03" + "\x00\x00\x00\x00\x00\x00\x00\x2a" + "\x00\x00\x00\x07billing"
	sum := sha256.Sum256([]byte(bytes))
	if got, want := placedID(o, "billing"), "o1-"+hex.EncodeToString(sum[:16]); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	bytes = "\x00\x00\x00\x06parked" + "\x00\x00\x00\x01" + "\x00\x00\x00\x00\x00\x00\x01\x00"
	sum = sha256.Sum256([]byte(bytes))
	if got, want := deadID("parked", 1, 256), "d1-"+hex.EncodeToString(sum[:16]); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestNoTwoPlacesHaveOneID(t *testing.T) {
	type placed struct {
		o     Origin
		group string
	}
	seen := map[string]placed{}
	for _, cluster := range []string{"", "a", "ab"} {
		for _, topic := range []string{"a", "ab", "b", "ba"} {
			for _, group := range []string{"", "a", "ab"} {
				for partition := range int32(3) {
					for offset := range int64(3) {
						p := placed{Origin{Cluster: cluster, Topic: topic, Partition: partition, Offset: offset << 31}, group}
						id := placedID(p.o, group)
						if other, was := seen[id]; was {
							t.Fatalf("%+v and %+v are both %s", p, other, id)
						}
						seen[id] = p
						if id != placedID(p.o, group) || !anID(id) {
							t.Fatalf("%s is not the same again, or no id", id)
						}
					}
				}
			}
		}
	}
}

func TestWhatIsAnID(t *testing.T) {
	digits := strings.Repeat("0a", 16)
	for id, want := range map[string]bool{
		"o1-" + digits: true, "r1-" + digits: true, "d1-" + digits: true,
		"x1-" + digits: false, digits: false, "": false, "o1-": false, "o1-" + digits + "0": false, "o1-" + digits[1:]: false,
		"o1-" + strings.ToUpper(digits): false, "o1-" + digits[:31] + "g": false, "o1-" + digits[:30] + "é": false,
	} {
		if anID(id) != want {
			t.Errorf("%q: %v", id, !want)
		}
	}
}
