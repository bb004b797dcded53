package demo

import (
	"slices"

	"github.com/twmb/franz-go/pkg/kmsg"
)

// recordSize is what one record takes on a disk of the model, in bytes.
const recordSize = 1 << 10

// logDirs tells the disk of the broker that is asked, and which of the replicas
// that were asked for lie on it: all for nil.
func (s server) logDirs(node int32, r *kmsg.DescribeLogDirsRequest) kmsg.Response {
	resp := r.ResponseKind().(*kmsg.DescribeLogDirsResponse)
	at := s.broker(node).disk
	dir := kmsg.NewDescribeLogDirsResponseDir()
	dir.Dir, dir.TotalBytes, dir.UsableBytes = at.path, at.total, at.usable
	for i := range s.topics {
		t := &s.topics[i]
		out := kmsg.NewDescribeLogDirsResponseDirTopic()
		out.Topic = t.name
		for j := range t.parts {
			if slices.Contains(t.parts[j].replicas, node) && asksFor(r, t.name, int32(j)) {
				p := kmsg.NewDescribeLogDirsResponseDirTopicPartition()
				p.Partition, p.Size = int32(j), (t.parts[j].end-t.parts[j].start)*recordSize
				out.Partitions = append(out.Partitions, p)
			}
		}
		if len(out.Partitions) > 0 {
			dir.Topics = append(dir.Topics, out)
		}
	}
	resp.Dirs = append(resp.Dirs, dir)
	return resp
}

func asksFor(r *kmsg.DescribeLogDirsRequest, topic string, partition int32) bool {
	return r.Topics == nil || slices.ContainsFunc(r.Topics, func(t kmsg.DescribeLogDirsRequestTopic) bool {
		return t.Topic == topic && slices.Contains(t.Partitions, partition)
	})
}
