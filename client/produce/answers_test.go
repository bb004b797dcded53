package produce

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"net"
	"testing"

	"github.com/twmb/franz-go/pkg/kmsg"
)

// answerOf is what a broker answers to a request to produce of one topic, as a frame.
func answerOf(version int16, correlation int32, throttle int32, codes map[int32]int16) []byte {
	resp := kmsg.NewPtrProduceResponse()
	resp.SetVersion(version)
	resp.ThrottleMillis = throttle
	t := kmsg.NewProduceResponseTopic()
	t.Topic, t.TopicID = "orders", plantID
	for index, code := range codes {
		p := kmsg.NewProduceResponseTopicPartition()
		p.Partition, p.ErrorCode = index, code
		t.Partitions = append(t.Partitions, p)
	}
	resp.Topics = append(resp.Topics, t)
	head := []byte{}
	if resp.IsFlexible() {
		head = append(head, 0) // no tags
	}
	return framed(correlation, resp.AppendTo(head))
}

func framed(correlation int32, body []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(4+len(body)))
	b = binary.BigEndian.AppendUint32(b, uint32(correlation))
	return append(b, body...)
}

// heard are answers in their order, as text.
type heard struct{ list []string }

func (h *heard) tell(of flight, resp *kmsg.ProduceResponse) {
	text := fmt.Sprint(of.correlation, ":")
	if resp == nil {
		h.list = append(h.list, text+" ?")
		return
	}
	for _, t := range resp.Topics {
		for _, p := range t.Partitions {
			text += fmt.Sprintf(" %s%x/%d=%d", t.Topic, t.TopicID[:1], p.Partition, p.ErrorCode)
		}
	}
	h.list = append(h.list, fmt.Sprint(text, " ", resp.ThrottleMillis))
}

// hears has a stream come in pieces.
func (h *heard) hears(a *answers, stream []byte, piece int) {
	for len(stream) > 0 {
		n := min(piece, len(stream))
		a.read(stream[:n], h.tell)
		stream = stream[n:]
	}
}

// TestAnswers of every version that kgo can be answered in, in pieces of every length,
// between frames that are answers to something else.
func TestAnswers(t *testing.T) {
	for version := int16(3); version <= kmsg.NewPtrProduceResponse().MaxVersion(); version++ {
		name := "orders00"
		if version >= 13 {
			name = "01"
		}
		want := fmt.Sprintf("[7: %s/2=0 0 8: %s/5=19 250 9: ?]", name, name)
		early := framed(7, []byte("before anything was asked"))
		stream := bytes.Join([][]byte{
			answerOf(version, 7, 0, map[int32]int16{2: 0}), framed(77, nil), framed(99, make([]byte, 300)),
			answerOf(version, 8, 250, map[int32]int16{5: 19}), framed(9, []byte{1, 2}), framed(8, []byte("twice")),
		}, nil)
		for _, piece := range []int{1, 2, 3, 5, 8, 13, 21, len(stream)} {
			a, h := &answers{}, &heard{}
			h.hears(a, early, piece)
			for correlation := int32(7); correlation <= 9; correlation++ {
				a.expect(flight{correlation: correlation, version: version})
			}
			h.hears(a, stream, piece)
			if fmt.Sprint(h.list) != want || len(open(a)) != 0 {
				t.Errorf("version %d, pieces of %d: %v, want %s", version, piece, h.list, want)
			}
		}
	}
}

// TestNoAnswer: what has come in part, or is too long to be kept, or was never answered.
func TestNoAnswer(t *testing.T) {
	whole := answerOf(9, 1, 0, map[int32]int16{0: 0})
	for name, c := range map[string]struct {
		b    []byte
		want string
		rest int
	}{
		"nothing":            {nil, "[]", 2},
		"half a head":        {whole[:6], "[]", 2},
		"half an answer":     {whole[:len(whole)-1], "[]", 1},
		"the second first":   {answerOf(9, 2, 0, nil), "[]", 2},
		"another version":    {answerOf(3, 1, 0, map[int32]int16{0: 0}), "[1: ?]", 1},
		"too long":           {framed(1, make([]byte, maxAnswer+1)), "[1: ?]", 1},
		"too long, one more": {append(framed(1, make([]byte, maxAnswer+1)), answerOf(9, 2, 0, nil)...), "[1: ? 2: 0]", 0},
		"no body":            {append(framed(1, nil), answerOf(9, 2, 0, nil)...), "[1: ? 2: 0]", 0},
		"a length below 4":   {append(make([]byte, frameHead), whole...), "[1: orders00/0=0 0]", 1},
	} {
		for _, piece := range []int{7, 1 << 22} {
			a, h := &answers{}, &heard{}
			a.expect(flight{correlation: 1, version: 9})
			a.expect(flight{correlation: 2, version: 9})
			h.hears(a, c.b, piece)
			if got := fmt.Sprint(h.list); got != c.want {
				t.Errorf("%s: %s, want %s", name, got, c.want)
			}
			if got := len(open(a)); got != c.rest || len(open(a)) != 0 {
				t.Errorf("%s: %d have no answer, want %d", name, got, c.rest)
			}
		}
	}
}

// FuzzAnswers: whatever comes, in whatever pieces, each request has at most one answer, in
// their order, and the pieces make no difference.
func FuzzAnswers(f *testing.F) {
	for version := int16(3); version <= 13; version++ {
		f.Add(append(framed(99, []byte("x")), answerOf(version, 1, 5, map[int32]int16{0: 0, 1: 7})...), version, uint8(3))
	}
	f.Fuzz(func(t *testing.T, b []byte, version int16, piece uint8) {
		version = 3 + max(version, 0)%11
		told := func(piece int) []string {
			a, h := &answers{}, &heard{}
			for correlation := range int32(3) {
				a.expect(flight{correlation: correlation + 1, version: version})
			}
			h.hears(a, b, piece)
			if len(h.list)+len(open(a))+count(a.of != nil) != 3 {
				t.Fatalf("%v are told of 3", h.list)
			}
			return h.list
		}
		if whole, pieces := fmt.Sprint(told(len(b)+1)), fmt.Sprint(told(int(piece)+1)); whole != pieces {
			t.Errorf("%s, and in pieces %s", whole, pieces)
		}
	})
}

// TestAnAnswerThatKgoHasNotSeen: it came with what was read last when the connection ended.
func TestAnAnswerThatKgoHasNotSeen(t *testing.T) {
	for _, reads := range []bool{true, false} { // kgo reads on behind it, or not
		k := newKit()
		at := k.parts.of("orders", 0)
		near, far := net.Pipe()
		c := newConn(near, k, "b1:9092")
		go far.Read(make([]byte, 1<<10))
		if _, err := c.Write(request(9, topicOf("orders", plantID, map[int32][]byte{0: batchOf(4, 1)}))); err != nil {
			t.Fatal(err)
		}
		go far.Write(answerOf(9, 7, 0, map[int32]int16{0: 0}))
		if _, err := c.Read(make([]byte, 1<<10)); err != nil {
			t.Fatal(err)
		}
		if reads {
			far.Close()
			c.Read(make([]byte, 1<<10))
		}
		if c.Close(); at.once(0) != reads || !at.once(1) {
			t.Errorf("kgo reads on %t: a record of the request is in one at most: %t", reads, at.once(0))
		}
		far.Close()
	}
}

// open are the requests of which no answer has come.
func open(a *answers) []flight {
	out, _ := a.close()
	return out
}
