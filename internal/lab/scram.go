package lab

import (
	"context"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"crypto/sha512"
	"fmt"
	"hash"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// iterations is the least that Kafka takes for SCRAM.
const iterations = 4096

// SetScram creates users that log in by SCRAM, or changes their passwords, and
// waits until every broker that answers knows them.
func (c *Cluster) SetScram(ctx context.Context, users ...User) error {
	if len(users) == 0 {
		return nil
	}
	req, ask := kmsg.NewPtrAlterUserSCRAMCredentialsRequest(), kmsg.NewPtrDescribeUserSCRAMCredentialsRequest()
	for _, u := range users {
		up, err := credential(u)
		if err != nil {
			return err
		}
		req.Upsertions = append(req.Upsertions, up)
		one := kmsg.NewDescribeUserSCRAMCredentialsRequestUser()
		one.Name = u.Name
		ask.Users = append(ask.Users, one)
	}
	return c.administer(func(client *kgo.Client) error {
		res, err := req.RequestWith(ctx, client)
		if err != nil {
			return err
		}
		for _, r := range res.Results {
			if err := kerr.ErrorForCode(r.ErrorCode); err != nil {
				return fmt.Errorf("the user %s: %w", r.User, err)
			}
		}
		return c.everywhere(ctx, ask, func(res kmsg.Response) bool {
			for _, r := range res.(*kmsg.DescribeUserSCRAMCredentialsResponse).Results {
				if r.ErrorCode != 0 {
					return false
				}
			}
			return true
		})
	})
}

func credential(u User) (kmsg.AlterUserSCRAMCredentialsRequestUpsertion, error) {
	out := kmsg.NewAlterUserSCRAMCredentialsRequestUpsertion()
	out.Name, out.Iterations, out.Salt = u.Name, iterations, make([]byte, 16)
	rand.Read(out.Salt) // never fails
	var sum func() hash.Hash
	size := 0
	switch u.Mechanism {
	case ScramSHA256:
		out.Mechanism, sum, size = 1, sha256.New, sha256.Size
	case ScramSHA512:
		out.Mechanism, sum, size = 2, sha512.New, sha512.Size
	default:
		return out, fmt.Errorf("user %s logs in by %q, which is no SCRAM", u.Name, u.Mechanism)
	}
	var err error
	out.SaltedPassword, err = pbkdf2.Key(sum, u.Password, out.Salt, iterations, size)
	return out, err
}
