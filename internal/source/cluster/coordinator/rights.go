package coordinator

import (
	"context"
	"crypto/rand"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// Proof is the outcome of a probe of a right.
type Proof uint8

// What a probe shows.
const (
	Unproven Proof = iota // nothing: the probe itself failed
	Granted               // there is the right
	Refused               // there is not
)

// Nobody is the name of a topic or a group that nobody has. That it is not there is told
// only to who may describe it, and so to who may describe any name.
func Nobody() string { return rand.Text() }

// Named asks for a topic by its name.
func Named(topic string) kmsg.MetadataRequestTopic {
	t := kmsg.NewMetadataRequestTopic()
	t.Topic = &topic
	return t
}

// MayDescribeTopics is what metadata of topics that were asked for by name tell of the
// right to describe them, whether they are there or not: what may not be described is
// refused in either case. A topic that is left out is unproven.
func MayDescribeTopics(told []kmsg.MetadataResponseTopic) map[string]Proof {
	out := map[string]Proof{}
	for _, t := range told {
		if t.Topic == nil {
			continue
		}
		switch t.ErrorCode {
		case kerr.TopicAuthorizationFailed.Code:
			out[*t.Topic] = Refused
		case 0, kerr.UnknownTopicOrPartition.Code, kerr.LeaderNotAvailable.Code:
			out[*t.Topic] = Granted
		}
	}
	return out
}

// MayDescribeGroups asks for groups by name, whether they are there or not, and tells of
// the right to describe them. Whether the broker that is asked would coordinate a group
// does not matter: rights come first. With an error all are unproven.
func MayDescribeGroups(ctx context.Context, to Asker, names []string) (map[string]Proof, error) {
	req := kmsg.NewPtrDescribeGroupsRequest()
	req.Groups = names
	resp, err := ask[*kmsg.DescribeGroupsResponse](ctx, to, req)
	if err != nil {
		return nil, err
	}
	out := map[string]Proof{}
	for i := range resp.Groups {
		switch g := &resp.Groups[i]; g.ErrorCode {
		case kerr.GroupAuthorizationFailed.Code:
			out[g.Group] = Refused
		case 0, kerr.GroupIDNotFound.Code, kerr.NotCoordinator.Code, kerr.CoordinatorNotAvailable.Code, kerr.CoordinatorLoadInProgress.Code:
			out[g.Group] = Granted
		}
	}
	return out, nil
}
