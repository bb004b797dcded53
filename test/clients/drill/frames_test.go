package drill

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/twmb/franz-go/pkg/kmsg"
)

// appended lists the batches that an answer to Produce acknowledges.
func appended(answer []byte, version int16) (out []string, err error) {
	resp := kmsg.NewPtrProduceResponse()
	resp.SetVersion(version)
	body := answer[8:]
	if resp.IsFlexible() {
		body = body[1:] // no tags
	}
	if err := resp.ReadFrom(body); err != nil {
		return nil, err
	}
	for _, t := range resp.Topics {
		for _, p := range t.Partitions {
			if p.ErrorCode == 0 && p.BaseOffset >= 0 {
				out = append(out, fmt.Sprintf("%d %d", p.Partition, p.BaseOffset))
			}
		}
	}
	return out, nil
}

// produces tells a request to produce.
func produces(request []byte) bool {
	return len(request) >= 12 && binary.BigEndian.Uint16(request[4:]) == 0
}

// frame reads one request or answer, with its size before it.
func frame(from io.Reader) ([]byte, error) {
	size := make([]byte, 4)
	if _, err := io.ReadFull(from, size); err != nil {
		return nil, err
	}
	n := binary.BigEndian.Uint32(size)
	if n < 4 || n > 100<<20 {
		return nil, errors.New("this is not Kafka's protocol")
	}
	out := append(size, make([]byte, n)...)
	_, err := io.ReadFull(from, out[4:])
	return out, err
}
