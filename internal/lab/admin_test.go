package lab

import (
	"bytes"
	"context"
	"crypto/pbkdf2"
	"crypto/sha256"
	"crypto/sha512"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kmsg"
)

func contextFor(t *testing.T, limit time.Duration) (context.Context, context.CancelFunc) {
	t.Helper()
	return context.WithTimeout(t.Context(), limit)
}

func TestAnACLHasKafkasDefaults(t *testing.T) {
	topic := ACL{Principal: "User:alice", Resource: kmsg.ACLResourceTypeTopic, Name: "orders", Operation: kmsg.ACLOperationRead}.creation()
	if topic.ResourceName != "orders" || topic.ResourcePatternType != kmsg.ACLResourcePatternTypeLiteral ||
		topic.Host != "*" || topic.PermissionType != kmsg.ACLPermissionTypeAllow || topic.Principal != "User:alice" {
		t.Errorf("%+v", topic)
	}
	cluster := ACL{Resource: kmsg.ACLResourceTypeCluster, Deny: true}.creation()
	if cluster.ResourceName != "kafka-cluster" || cluster.PermissionType != kmsg.ACLPermissionTypeDeny {
		t.Errorf("%+v", cluster)
	}
	a := ACL{Principal: "User:a", Resource: kmsg.ACLResourceTypeGroup, Name: "g", Pattern: kmsg.ACLResourcePatternTypePrefixed, Operation: kmsg.ACLOperationRead}
	made, ask := a.creation(), a.describe()
	if *ask.ResourceName != made.ResourceName || ask.ResourcePatternType != kmsg.ACLResourcePatternTypePrefixed ||
		*ask.Principal != made.Principal || *ask.Host != "*" || ask.Operation != made.Operation || ask.PermissionType != made.PermissionType {
		t.Errorf("what is asked for is not what was made: %+v", ask)
	}
}

func TestACLsAreWaitedForAtEveryBroker(t *testing.T) {
	fake, c := posing(t, 2)
	fake.ControlKey(int16(kmsg.CreateACLs), func(req kmsg.Request) (kmsg.Response, error, bool) {
		res := req.ResponseKind().(*kmsg.CreateACLsResponse)
		res.Results = append(res.Results, kmsg.NewCreateACLsResponseResult())
		return res, nil, true
	})
	var asks atomic.Int32
	fake.ControlKey(int16(kmsg.DescribeACLs), func(req kmsg.Request) (kmsg.Response, error, bool) {
		fake.KeepControl()
		res := req.ResponseKind().(*kmsg.DescribeACLsResponse)
		if asks.Add(1) != 2 { // the second broker does not know of it at first
			res.Resources = append(res.Resources, kmsg.NewDescribeACLsResponseResource())
		}
		return res, nil, true
	})
	ctx, cancel := contextFor(t, 10*time.Second)
	defer cancel()
	if err := c.CreateACLs(ctx, ACL{Principal: "User:a", Resource: kmsg.ACLResourceTypeTopic, Name: "*"}); err != nil {
		t.Fatal(err)
	}
	if got := asks.Load(); got != 3 {
		t.Errorf("asked %d times, want once and twice", got)
	}
}

func TestARefusedACLIsTold(t *testing.T) {
	fake, c := posing(t, 1)
	fake.ControlKey(int16(kmsg.CreateACLs), func(req kmsg.Request) (kmsg.Response, error, bool) {
		res := req.ResponseKind().(*kmsg.CreateACLsResponse)
		bad := kmsg.NewCreateACLsResponseResult()
		bad.ErrorCode = kerr.SecurityDisabled.Code
		res.Results = append(res.Results, kmsg.NewCreateACLsResponseResult(), bad)
		return res, nil, true
	})
	ctx, cancel := contextFor(t, 10*time.Second)
	defer cancel()
	err := c.CreateACLs(ctx, ACL{Principal: "User:a"}, ACL{Principal: "User:b"})
	if err == nil || !strings.Contains(err.Error(), "the ACL 2 for User:b: SECURITY_DISABLED") {
		t.Errorf("%v", err)
	}
}

func TestPasswordsAreSaltedForSCRAM(t *testing.T) {
	for _, u := range []User{{"alice", "a1", ScramSHA256}, {"bob", "b1", ScramSHA512}} {
		got, err := credential(u)
		if err != nil {
			t.Fatal(err)
		}
		want, mechanism := []byte(nil), int8(1)
		if u.Mechanism == ScramSHA256 {
			want, err = pbkdf2.Key(sha256.New, u.Password, got.Salt, 4096, 32)
		} else {
			mechanism = 2
			want, err = pbkdf2.Key(sha512.New, u.Password, got.Salt, 4096, 64)
		}
		if err != nil || !bytes.Equal(got.SaltedPassword, want) || got.Mechanism != mechanism || got.Name != u.Name || got.Iterations != 4096 {
			t.Errorf("%s: %+v, %v", u.Name, got, err)
		}
		if again, _ := credential(u); bytes.Equal(again.Salt, got.Salt) {
			t.Error("the same salt twice")
		}
	}
	if _, err := credential(User{"carol", "c1", Plain}); err == nil || strings.Contains(err.Error(), "c1") {
		t.Errorf("a user of PLAIN has no SCRAM, and nobody sees the password: %v", err)
	}
}

// scramAnswers makes kfake take every user, and know them or not.
func scramAnswers(fake *kfake.Cluster, taken, known int16) {
	fake.ControlKey(int16(kmsg.AlterUserSCRAMCredentials), func(req kmsg.Request) (kmsg.Response, error, bool) {
		fake.KeepControl()
		res := req.ResponseKind().(*kmsg.AlterUserSCRAMCredentialsResponse)
		one := kmsg.NewAlterUserSCRAMCredentialsResponseResult()
		one.User, one.ErrorCode = "alice", taken
		res.Results = append(res.Results, one)
		return res, nil, true
	})
	fake.ControlKey(int16(kmsg.DescribeUserSCRAMCredentials), func(req kmsg.Request) (kmsg.Response, error, bool) {
		fake.KeepControl()
		res := req.ResponseKind().(*kmsg.DescribeUserSCRAMCredentialsResponse)
		one := kmsg.NewDescribeUserSCRAMCredentialsResponseResult()
		one.User, one.ErrorCode = "alice", known
		res.Results = append(res.Results, one)
		return res, nil, true
	})
}

func TestUsersAreWaitedFor(t *testing.T) {
	for _, test := range []struct {
		name         string
		taken, known int16
		want         string
	}{
		{"all is well", 0, 0, ""},
		{"refused", kerr.UnacceptableCredential.Code, 0, "the user alice: UNACCEPTABLE_CREDENTIAL"},
		{"never known", 0, kerr.ResourceNotFound.Code, "broker 1: context deadline exceeded: it does not know of the change"},
	} {
		t.Run(test.name, func(t *testing.T) {
			fake, c := posing(t, 1)
			scramAnswers(fake, test.taken, test.known)
			limit := 10 * time.Second
			if test.known != 0 {
				limit = 300 * time.Millisecond
			}
			ctx, cancel := contextFor(t, limit)
			defer cancel()
			err := c.SetScram(ctx, User{"alice", "a1", ScramSHA256})
			if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
				t.Errorf("%v", err)
			}
		})
	}
	_, c := posing(t, 1)
	if err := c.SetScram(t.Context()); err != nil {
		t.Errorf("nobody: %v", err)
	}
}
