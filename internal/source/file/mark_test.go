package file

import (
	"encoding/binary"
	"slices"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

const (
	bom       = "\ufeff"
	aBroker   = "process.roles=broker\nnode.id=1\nlog.dirs=/a\nlisteners=PLAINTEXT://b1:9092\n"
	markFirst = "begins with a byte order mark, which Java takes for part of the first key: save it as UTF-8 without one"
)

// TestAMarkBeforeProperties: Java reads the mark as characters of the first
// key, which Kafka then misses, so nothing in the file can be trusted.
func TestAMarkBeforeProperties(t *testing.T) {
	for name, text := range map[string]string{
		"a broker": aBroker, "a client": aClient, "behind a comment": "# x\n" + aBroker, "Windows line ends": strings.ReplaceAll(aClient, "\n", "\r\n"),
		"more is wrong with it": aBroker + "log.dirs=C:\\users\n",
	} {
		t.Run(name, func(t *testing.T) {
			now, doc := read(t, "a.properties", bom+text)
			if len(now.Gaps) != 1 || now.Gaps[0].Detail != markFirst || now.Gaps[0].Why != model.Malformed || now.Gaps[0].Origin.String() != "a.properties:1:1" {
				t.Errorf("the gaps are %+v, want one that tells of the mark", now.Gaps)
			}
			if len(now.Brokers)+len(now.Clients) > 0 || doc.Ignored != "" || doc.Format != "properties" {
				t.Errorf("brokers %v, clients %v, ignored %q, format %q; want a file that is refused", now.Brokers, now.Clients, doc.Ignored, doc.Format)
			}
		})
	}
}

// TestAMarkElsewhere: no other reader minds it, and what is not judged is not
// refused either.
func TestAMarkElsewhere(t *testing.T) {
	for name, c := range map[string]struct{ path, text, format, ignored string }{
		"our topics":        {"t.yaml", ownTopics, "yaml", ""},
		"Strimzi":           {"t.yaml", strimziTopic, "yaml", ""},
		"Terraform":         {"t.tf", "resource \"kafka_topic\" \"a\" {\n  name               = \"a\"\n  partitions         = 1\n  replication_factor = 3\n}\n", "terraform", ""},
		"Connect":           {"w.properties", "bootstrap.servers=b:1\nkey.converter=x\n", "properties", "a Kafka Connect worker configuration: not judged yet"},
		"a template":        {"s.properties", "process.roles=broker\nnode.id={{ id }}\nlog.dirs=/a\n", "properties", "a template: lint its rendered output"},
		"foreign":           {"a.properties", "web.port=1\n", "", notKafka},
		"two in properties": {"a.properties", bom + "x.y=1\n", "", notKafka},
	} {
		t.Run(name, func(t *testing.T) {
			now, doc := read(t, c.path, bom+c.text)
			if len(now.Gaps) > 0 || doc.Format != c.format || doc.Ignored != c.ignored {
				t.Errorf("gaps %v, format %q, ignored %q; want %q and %q", now.Gaps, doc.Format, doc.Ignored, c.format, c.ignored)
			}
		})
	}
}

func TestPlain(t *testing.T) {
	for name, c := range map[string]struct{ text, narrow, mark string }{
		"nothing":               {"", "", ""},
		"plain":                 {"a", "a", ""},
		"UTF-8":                 {"\xef\xbb\xbfa", "a", utf8Mark},
		"one mark alone counts": {"\xef\xbb\xbf\xef\xbb\xbfa", "\ufeffa", utf8Mark},
		"half a mark":           {"\xef\xbba", "\xef\xbba", ""},
		"a mark behind a space": {" \xef\xbb\xbf", " \xef\xbb\xbf", ""},
		"little":                {"\xff\xfea\x00\xe4\x00", "aä", utf16Little},
		"big":                   {"\xfe\xff\x00a\x20\xac", "a€", utf16Big},
		"half a letter":         {"\xff\xfea\x00b", "a", utf16Little},
		"half a pair":           {"\xfe\xff\xd8\x3d", "\ufffd", utf16Big},
		"the mark alone":        {"\xfe\xff", "", utf16Big},
	} {
		if narrow, mark := plain([]byte(c.text)); string(narrow) != c.narrow || mark != c.mark {
			t.Errorf("%s: %q and the mark %q, want %q and %q", name, narrow, mark, c.narrow, c.mark)
		}
	}
	if got := string(fromUTF16([]byte("a\x00"), binary.BigEndian)); got != "\u6100" {
		t.Errorf("in the wrong order it is %q", got)
	}
}

// TestBinaryFilesAreToldByTheirStart: the first 8 KiB decide, in the walk and
// in the reader alike.
func TestBinaryFilesAreToldByTheirStart(t *testing.T) {
	for at, binary := range map[int]bool{0: true, sniffed - 1: true, sniffed: false, 2 * sniffed: false} {
		text := []byte(aClient + strings.Repeat("#", 3*sniffed))
		text[at] = 0
		_, doc := read(t, "a.properties", string(text))
		if got := doc.Ignored == binaryFile; got != binary {
			t.Errorf("a NUL at %d: binary %v, want %v", at, got, binary)
		}
		if got := isBinary(text[:sniffed]); got != binary {
			t.Errorf("a NUL at %d: its start is binary %v, want %v", at, got, binary)
		}
	}
	for name, text := range map[string]string{"little": utf16Of("a\nb", false), "big": utf16Of("a\nb", true), "a mark": bom + "a"} {
		if isBinary([]byte(text)) {
			t.Errorf("%s: text is taken for binary", name)
		}
	}
}

// TestAMarkOnDisk: what is read from a folder keeps its mark until its format
// is known.
func TestAMarkOnDisk(t *testing.T) {
	tree(t, map[string]string{"a.properties": bom + aBroker, "b.yaml": bom + ownTopics, "c.properties": aClient})
	want := []string{"a.properties", "b.yaml", "c.properties", "a.properties: malformed, " + markFirst}
	if got := seen(collect(t, Options{Paths: []string{"."}})); !slices.Equal(got, want) {
		t.Errorf("saw %q, want %q", got, want)
	}
}
