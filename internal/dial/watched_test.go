package dial

import (
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"testing/iotest"
)

// read is a connection that only reads from a reader.
type read struct {
	net.Conn
	io.Reader
}

func (r read) Read(p []byte) (int, error) { return r.Reader.Read(p) }
func (read) Write([]byte) (int, error)    { return 3, io.ErrClosedPipe }
func watch(r io.Reader, at stage) *watched {
	return &watched{Conn: read{Reader: r}, trace: &trace{now: at}}
}

// Kafka's bytes pass as they are, however they come.
func TestAnAnswerPassesAsItIs(t *testing.T) {
	answer := "\x00\x00\x00\x0a\x00\x00\x00\x01" + strings.Repeat("x", 5000)
	for name, r := range map[string]io.Reader{
		"at once":     strings.NewReader(answer),
		"in bytes":    iotest.OneByteReader(strings.NewReader(answer)),
		"in halves":   iotest.HalfReader(strings.NewReader(answer)),
		"with an end": iotest.DataErrReader(strings.NewReader(answer)),
	} {
		w := watch(r, asking)
		var got strings.Builder
		buffer := make([]byte, 7)
		var err error
		for err == nil {
			var n int
			n, err = w.Read(buffer)
			got.Write(buffer[:n])
		}
		var b *broken
		if got.String() != answer || !errors.As(err, &b) || b.stage != asking || !errors.Is(b.cause, io.EOF) {
			t.Errorf("%s: %d bytes of %d, %v", name, got.Len(), len(answer), err)
		}
	}
}

// What is read in smaller pieces than were looked at is not lost.
func TestASmallBufferLosesNothing(t *testing.T) {
	w := watch(strings.NewReader("\x00\x00\x00\x08abcdefgh"), asking)
	got, err := io.ReadAll(iotest.OneByteReader(w))
	if string(got) != "\x00\x00\x00\x08abcdefgh" || err == nil {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestWhatIsNotKafka(t *testing.T) {
	for head, want := range map[string]error{
		"\x00\x00\x00\x1e\x00": nil,
		"\x00\x0f\xff\xff\x00": nil,         // just below a mebibyte
		"\x00\x10\x00\x00\x00": errNotKafka, // no answer to ApiVersions is that long
		"\x01\x00\x00\x00\x00": errNotKafka,
		"\xff\xff\xff\xff\x00": errNotKafka,  // a negative length
		"\x15\x03\x01\x00\x02": errSpeaksTLS, // an alert
		"\x16\x03\x03\x00\x02": errSpeaksTLS, // a handshake
		"\x15\x00\x00\x00\x00": errNotKafka,
		"HTTP/1.1 200 OK":      errSpeaksHTTP,
		"HTTPS":                errNotKafka,
		"SSH-2.0":              errNotKafka,
		"220 mail":             errNotKafka,
		"-ERR unknown":         errNotKafka, // Redis
	} {
		if got := foreign([]byte(head)[:headLength]); !errors.Is(got, want) {
			t.Errorf("%q: got %v, want %v", head, got, want)
		}
	}
}

// An end before five bytes is an end, and not another protocol.
func TestAnEarlyEnd(t *testing.T) {
	for _, text := range []string{"", "\x15", "HTTP"} {
		_, err := watch(strings.NewReader(text), greeting).Read(make([]byte, 10))
		var b *broken
		if !errors.As(err, &b) || b.stage != greeting || !isClosed(b.cause) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// The client must not see into a broken connection: it would connect again.
func TestABrokenConnectionDoesNotUnwrap(t *testing.T) {
	_, err := watch(strings.NewReader(""), greeting).Read(make([]byte, 10))
	if errors.Is(err, io.EOF) || errors.Unwrap(err) != nil {
		t.Errorf("%v can be looked into", err)
	}
	n, err := watch(nil, asking).Write([]byte("abc"))
	var b *broken
	if n != 3 || !errors.As(err, &b) || errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("a write gives %d, %v", n, err)
	}
	if !strings.Contains(err.Error(), "closed pipe") {
		t.Errorf("a log would say %q", err)
	}
}

func TestCleanTextIsOneShortLine(t *testing.T) {
	for text, want := range map[string]string{
		"plain":                  "plain",
		"two\nlines":             `two\nlines`,
		"\x1b[31mred\x07":        `\x1b[31mred\a`,
		"été":                    "été",
		`"quoted"`:               `\"quoted\"`,
		strings.Repeat("é", 400): strings.Repeat("é", 300) + "…",
		"\xff\xfe":               `\xff\xfe`,
	} {
		if got := clean(text); got != want {
			t.Errorf("%q: got %q", text, got)
		}
	}
}
