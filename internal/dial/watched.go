package dial

import (
	"bytes"
	"errors"
	"io"
	"net"
)

// What answers in another protocol than Kafka's.
var (
	errSpeaksTLS  = errors.New("answers in TLS")
	errSpeaksHTTP = errors.New("answers in HTTP")
	errNotKafka   = errors.New("answers in a protocol that is not Kafka's")
)

// watched is a connection that tells what broke it, and looks at the first
// bytes that come: those of Kafka are the length of the first answer.
type watched struct {
	net.Conn
	trace *trace
	began bool
	head  []byte // read, and not handed on yet
}

// headLength is enough to know TLS and HTTP by. Kafka's shortest answer is
// longer: its length and its number take eight bytes.
const headLength = 5

// Read is that of the connection.
func (w *watched) Read(p []byte) (int, error) {
	if !w.began {
		w.began = true
		head := make([]byte, headLength)
		n, err := io.ReadFull(w.Conn, head)
		if w.head = head[:n]; n == headLength {
			err = foreign(head)
		}
		if err != nil {
			return 0, w.broken(err)
		}
		w.trace.answered()
	}
	if len(w.head) > 0 {
		n := copy(p, w.head)
		w.head = w.head[n:]
		return n, nil
	}
	n, err := w.Conn.Read(p)
	return n, w.broken(err)
}

// Write is that of the connection.
func (w *watched) Write(p []byte) (int, error) {
	n, err := w.Conn.Write(p)
	return n, w.broken(err)
}

func (w *watched) broken(err error) error {
	if err == nil {
		return nil
	}
	return &broken{w.trace.stage(), err}
}

// foreign tells by the first bytes of an answer that it is none of Kafka. The
// first answer is that to ApiVersions, which is far below a mebibyte.
func foreign(head []byte) error {
	switch {
	case (head[0] == 0x15 || head[0] == 0x16) && head[1] == 3: // an alert, or a handshake
		return errSpeaksTLS
	case bytes.HasPrefix(head, []byte("HTTP/")):
		return errSpeaksHTTP
	case head[0] != 0 || head[1] >= 0x10:
		return errNotKafka
	}
	return nil
}
