package cluster

import (
	"context"
	"strings"

	"github.com/twmb/franz-go/pkg/kmsg"
	"github.com/twmb/franz-go/pkg/kversion"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// hello asks a broker for its version, and up to which offset of the metadata
// log it has applied what it serves (-1: not told). KRaft gives that as the
// epoch of its features. It is asked before the metadata, so that they are
// never older than it says.
//
// The release line follows from the requests that a broker knows: Kafka tells
// no version. The patch release is not visible.
func (l *look) hello(ctx context.Context, n *node) (applied int64, err error) {
	resp, err := ask[*kmsg.ApiVersionsResponse](ctx, n.lane(onTalk), l.limit(), versionsRequest())
	if err == nil {
		err = coded(n, "ApiVersions", resp.ErrorCode)
	}
	if err != nil {
		return -1, err
	}
	apis := map[int16]int16{}
	for _, k := range resp.ApiKeys {
		apis[k.ApiKey] = k.MaxVersion
	}
	n.apis, n.seen.Features = apis, featuresOf(resp)
	if line, ok := lineOf(kversion.FromApiVersionsResponse(resp).VersionGuess()); ok {
		n.version = model.KnownValue(line, model.Origin{Address: "ApiVersions of " + n.address})
	}
	return resp.FinalizedFeaturesEpoch, nil
}

// notAnswered is what applied returns where there was no good answer; that the
// offset is not told is -1.
const notAnswered = -2

// applied asks for the offset alone.
func (l *look) applied(ctx context.Context, at lane) int64 {
	resp, err := ask[*kmsg.ApiVersionsResponse](ctx, at, l.limit(), versionsRequest())
	if err != nil || resp.ErrorCode != 0 {
		return notAnswered
	}
	return resp.FinalizedFeaturesEpoch
}

func versionsRequest() *kmsg.ApiVersionsRequest {
	req := kmsg.NewPtrApiVersionsRequest()
	req.ClientSoftwareName, req.ClientSoftwareVersion = "breakwater", "1"
	return req
}

// mixed is below which line a guess that is not exact means no release at all:
// a build of somebody else's, which has some requests of long ago and others of
// today. Releases before 3.0 are recognised exactly.
var mixed = model.Version{Major: 3}

// lineOf reads the guess of a version: "v4.3", or "between v4.0 and v4.1",
// "at least v4.3" for what lies between or beyond the released ones. The older
// of two is taken: what it accepts, both do. What is no release of Kafka, or
// older than all that are known, has no line.
func lineOf(guess string) (string, bool) {
	if strings.HasPrefix(guess, "unknown") || strings.HasPrefix(guess, "not even") {
		return "", false
	}
	for word := range strings.FieldsSeq(guess) {
		if v, err := model.ParseVersion(strings.TrimPrefix(word, "v")); err == nil {
			return v.String(), word == guess || !v.Before(mixed)
		}
	}
	return "", false
}

// knows tells whether a broker has a request. One that has not told is asked.
func (n *node) knows(req kmsg.Request) bool {
	_, has := n.apis[req.Key()]
	return has || n.apis == nil
}
