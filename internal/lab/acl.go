package lab

import (
	"context"
	"fmt"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// An ACL is one right, or where Deny is set one prohibition, from any host.
type ACL struct {
	Principal string                      // "User:alice"
	Resource  kmsg.ACLResourceType        // a topic, a group, the cluster, …
	Name      string                      // "*" is all; empty is the cluster's own name
	Pattern   kmsg.ACLResourcePatternType // default literal
	Operation kmsg.ACLOperation
	Deny      bool
}

// CreateACLs creates the rights and waits until every broker that answers
// knows them. It needs Security.Authorizer.
func (c *Cluster) CreateACLs(ctx context.Context, acls ...ACL) error {
	req := kmsg.NewPtrCreateACLsRequest()
	for _, a := range acls {
		req.Creations = append(req.Creations, a.creation())
	}
	return c.administer(func(client *kgo.Client) error {
		res, err := req.RequestWith(ctx, client)
		if err != nil {
			return err
		}
		for i, r := range res.Results {
			if err := kerr.ErrorForCode(r.ErrorCode); err != nil {
				return fmt.Errorf("the ACL %d for %s: %w", i+1, acls[i].Principal, err)
			}
		}
		for _, a := range acls {
			if err := c.everywhere(ctx, a.describe(), func(res kmsg.Response) bool {
				return len(res.(*kmsg.DescribeACLsResponse).Resources) > 0
			}); err != nil {
				return err
			}
		}
		return nil
	})
}

func (a ACL) creation() kmsg.CreateACLsRequestCreation {
	out := kmsg.NewCreateACLsRequestCreation()
	out.ResourceType, out.ResourceName, out.ResourcePatternType = a.Resource, a.Name, a.Pattern
	if out.ResourceName == "" && a.Resource == kmsg.ACLResourceTypeCluster {
		out.ResourceName = "kafka-cluster"
	}
	if out.ResourcePatternType == kmsg.ACLResourcePatternTypeUnknown {
		out.ResourcePatternType = kmsg.ACLResourcePatternTypeLiteral
	}
	out.Principal, out.Host, out.Operation = a.Principal, "*", a.Operation
	out.PermissionType = kmsg.ACLPermissionTypeAllow
	if a.Deny {
		out.PermissionType = kmsg.ACLPermissionTypeDeny
	}
	return out
}

func (a ACL) describe() *kmsg.DescribeACLsRequest {
	made, out := a.creation(), kmsg.NewPtrDescribeACLsRequest()
	out.ResourceType, out.ResourceName, out.ResourcePatternType = made.ResourceType, &made.ResourceName, made.ResourcePatternType
	out.Principal, out.Host = &made.Principal, &made.Host
	out.Operation, out.PermissionType = made.Operation, made.PermissionType
	return out
}
