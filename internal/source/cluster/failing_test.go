package cluster

import (
	"reflect"
	"slices"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// way is how a request fails.
type way int

const (
	timesOut way = iota
	isClosed
	errorCode
	unsupported
	denied
)

// fails makes one request fail on some brokers; none named: on all.
func (f *fake) fails(req kmsg.Request, how way, is func(kmsg.Request) bool, on ...int32) {
	hit := func(node int32, r kmsg.Request) bool {
		return r.Key() == req.Key() && (is == nil || is(r)) && (len(on) == 0 || slices.Contains(on, node))
	}
	f.locked(func() {
		f.cut = func(node int32, r kmsg.Request) bool { return how == isClosed && hit(node, r) }
		f.edit = func(node int32, r kmsg.Request, resp kmsg.Response) kmsg.Response {
			if v, is := resp.(*kmsg.ApiVersionsResponse); is && how == unsupported && (len(on) == 0 || slices.Contains(on, node)) {
				v.ApiKeys = slices.DeleteFunc(v.ApiKeys, func(k kmsg.ApiVersionsResponseApiKey) bool { return k.ApiKey == req.Key() })
			}
			if !hit(node, r) {
				return resp
			}
			switch how {
			case timesOut:
				return nil
			case errorCode:
				return failed(r, resp, kerr.UnknownServerError.Code)
			case denied:
				return failed(r, resp, refusalOf[r.Key()])
			}
			return resp
		}
	})
}

// refusalOf is the code of a refusal, by the request.
var refusalOf = map[int16]int16{
	2: kerr.TopicAuthorizationFailed.Code, 3: kerr.TopicAuthorizationFailed.Code, 9: kerr.GroupAuthorizationFailed.Code,
	15: kerr.GroupAuthorizationFailed.Code, 69: kerr.GroupAuthorizationFailed.Code, 77: kerr.GroupAuthorizationFailed.Code, 89: kerr.GroupAuthorizationFailed.Code,
	16: kerr.ClusterAuthorizationFailed.Code, 32: kerr.ClusterAuthorizationFailed.Code, 35: kerr.ClusterAuthorizationFailed.Code, 46: kerr.ClusterAuthorizationFailed.Code,
	55: kerr.ClusterAuthorizationFailed.Code, 60: kerr.ClusterAuthorizationFailed.Code, 74: kerr.ClusterAuthorizationFailed.Code,
}

// failed is an answer with an error code and nothing else: at the top where it
// has a place for it, and on each thing that was asked for.
func failed(req kmsg.Request, resp kmsg.Response, code int16) kmsg.Response {
	v := reflect.ValueOf(resp).Elem()
	perThing := req.Key() == 3 || req.Key() == 9 // the place at the top is for something else
	if field := v.FieldByName("ErrorCode"); field.IsValid() && !perThing {
		empty := reflect.ValueOf(req.ResponseKind()).Elem()
		v.Set(empty)
		v.FieldByName("ErrorCode").SetInt(int64(code))
		return resp
	}
	for _, list := range []string{"Resources", "Groups", "Topics"} {
		all := v.FieldByName(list)
		for i := 0; all.IsValid() && i < all.Len(); i++ {
			failOne(all.Index(i), code)
		}
	}
	return resp
}

func failOne(thing reflect.Value, code int16) {
	if field := thing.FieldByName("ErrorCode"); field.IsValid() {
		field.SetInt(int64(code))
	}
	for _, list := range []string{"Configs", "Members", "Topics", "ErrorMessage"} {
		if of := thing.FieldByName(list); of.IsValid() {
			of.SetZero()
		}
	}
	parts := thing.FieldByName("Partitions")
	for i := 0; parts.IsValid() && i < parts.Len(); i++ {
		parts.Index(i).FieldByName("ErrorCode").SetInt(int64(code))
	}
}
