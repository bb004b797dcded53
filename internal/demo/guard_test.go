package demo

import (
	"bytes"
	"errors"
	"io"
	"net"
	"testing"
	"testing/iotest"

	"github.com/twmb/franz-go/pkg/kmsg"
)

// foreign are beginnings of what is no request of Kafka.
var foreign = [][]byte{
	[]byte("GET / HTTP/1.1\r\nHost: kafka\r\n\r\n"),
	{0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3, 0},        // TLS
	{0xff, 0xff, 0xff, 0xff, 0, 3, 0, 0},              // a length below 0
	{0, 0, 0, 9, 0, 3, 0, 0, 0, 0, 0, 0, 0},           // too short
	{0x06, 0x40, 0, 1, 0, 3, 0, 0},                    // too long
	{0, 0, 0, 32, 1, 0xff, 0, 0, 0, 0, 0, 0, 0, 0},    // an unknown kind
	{0, 0, 0, 32, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0}, // a kind below 0
}

// wire is a connection that gives these bytes.
type wire struct {
	net.Conn
	io.Reader
}

func (w wire) Read(p []byte) (int, error) { return w.Reader.Read(p) }

// request is a whole request with this many bytes after its kind.
func request(key kmsg.Key, rest int) []byte {
	return append([]byte{0, 0, 0, byte(rest + 2), 0, byte(key)}, bytes.Repeat([]byte{7}, rest)...)
}

func TestRequestsPassWhole(t *testing.T) {
	text := append(request(kmsg.Metadata, 20), append(request(kmsg.ApiVersions, 8), request(kmsg.ListGroups, 200)...)...)
	for name, slow := range map[string]func(io.Reader) io.Reader{
		"at once": func(r io.Reader) io.Reader { return r }, "byte by byte": iotest.OneByteReader, "in halves": iotest.HalfReader,
	} {
		got, err := io.ReadAll(&frames{Conn: wire{Reader: slow(bytes.NewReader(text))}})
		if err != nil || !bytes.Equal(got, text) {
			t.Errorf("%s: %d of %d bytes, %v", name, len(got), len(text), err)
		}
	}
}

func TestForeignBytesDoNotPass(t *testing.T) {
	good := request(kmsg.Metadata, 20)
	for _, bad := range foreign {
		got, err := io.ReadAll(&frames{Conn: wire{Reader: bytes.NewReader(append(bytes.Clone(good), bad...))}})
		if !errors.Is(err, errForeign) || !bytes.Equal(got, good) {
			t.Errorf("%q: %d bytes passed, %v", bad, len(got), err)
		}
	}
}

// FuzzFrames holds that whatever comes passes unchanged or not at all, and that
// each request that passes is of a kind that is known.
func FuzzFrames(f *testing.F) {
	for _, bad := range foreign {
		f.Add(bad)
	}
	f.Add(request(kmsg.Metadata, 20))
	f.Add(request(kmsg.Metadata, 20)[:15])
	f.Add(append(request(kmsg.Metadata, 20), request(kmsg.Produce, 9)...))
	f.Fuzz(func(t *testing.T, text []byte) {
		got, err := io.ReadAll(iotest.HalfReader(&frames{Conn: wire{Reader: bytes.NewReader(text)}}))
		if !bytes.HasPrefix(text, got) {
			t.Errorf("%q came out as %q", text, got)
		}
		if err == nil && len(got) != len(text) {
			t.Errorf("%q: %d bytes were kept back", text, len(text)-len(got))
		}
		for len(got) > 6 {
			if kmsg.RequestForKey(int16(got[4])<<8|int16(got[5])) == nil {
				t.Fatalf("%q: a kind that nobody knows passed", text)
			}
			size := int(got[0])<<24 | int(got[1])<<16 | int(got[2])<<8 | int(got[3])
			got = got[min(len(got), size+4):]
		}
	})
}
