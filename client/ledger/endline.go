package ledger

import (
	"bytes"
	"fmt"
	"hash/crc32"
	"strconv"
)

const (
	endsName = "ends"
	endsNew  = "ends.new"
)

// appendLine adds a line: topic, partition, offset, and the CRC32C of what stands before the
// last blank. A topic alone has partition and offset -1.
func appendLine(out []byte, topic string, partition int32, next int64) []byte {
	from := len(out)
	out = fmt.Appendf(out, "%s %d %d", topic, partition, next)
	return fmt.Appendf(out, " %08x\n", crc32.Checksum(out[from:], castagnoli))
}

// parse takes in the lines of a file. One that is not whole was not finished, or is damaged:
// it is left out, so that what is in doubt is named with fewer offsets.
func (e *ends) parse(text []byte) {
	for line := range bytes.Lines(text) {
		fields := bytes.Split(bytes.TrimSuffix(line, []byte("\n")), []byte(" "))
		if len(fields) != 4 || !bytes.HasSuffix(line, []byte("\n")) {
			continue
		}
		said := bytes.LastIndexByte(line, ' ')
		partition, err := strconv.ParseInt(string(fields[1]), 10, 32)
		next, fault := strconv.ParseInt(string(fields[2]), 10, 64)
		sum := fmt.Sprintf("%08x", crc32.Checksum(line[:said], castagnoli))
		if err != nil || fault != nil || sum != string(fields[3]) || len(fields[0]) == 0 || len(fields[0]) > maxTopic {
			continue
		}
		if topic := string(fields[0]); partition < 0 {
			e.topics[topic] = true
		} else if next >= 0 {
			e.next[place{topic, int32(partition)}] = next
		}
	}
}
