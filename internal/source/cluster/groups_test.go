package cluster

import (
	"slices"
	"strings"
	"testing"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/cluster/coordinator"
)

func TestMembersOfEachKindOfGroup(t *testing.T) {
	s := look3(t, begin(t, 3))
	for id, want := range map[string]struct {
		subscribed string
		assigned   []model.TopicPartition
	}{
		"classic-group":  {"audit orders", []model.TopicPartition{{Topic: "orders", Partition: 0}, {Topic: "orders", Partition: 1}}},
		"consumer-group": {"orders", []model.TopicPartition{{Topic: "orders", Partition: 0}}},
		"share-group":    {"orders payments", nil},
		"streams-group":  {"app-by-key-repartition orders", []model.TopicPartition{{Topic: "orders", Partition: 1}, {Topic: "app-by-key-repartition", Partition: 1}}},
	} {
		g := s.group(t, id)
		if len(g.Members) != 1 || g.State != "Stable" || g.Type != strings.TrimSuffix(id, "-group") {
			t.Fatalf("%+v", g)
		}
		if m := g.Members[0]; strings.Join(m.Subscribed, " ") != want.subscribed || !slices.Equal(m.Assigned, want.assigned) {
			t.Errorf("%s: subscribed to %q, assigned %v", id, m.Subscribed, m.Assigned)
		}
	}
	if g := s.group(t, "classic-group"); g.Coordinator != 0 || len(g.Commits) != 3 || g.Commits[2] != (model.Commit{Topic: "orders", Partition: 2, Offset: 50, Epoch: -1}) {
		t.Errorf("coordinator %d, commits %+v", g.Coordinator, g.Commits)
	}
}

// editGroups rewrites answers of one kind.
func edit[R kmsg.Response](f *fake, change func(node int32, resp R)) {
	f.edit = func(node int32, _ kmsg.Request, resp kmsg.Response) kmsg.Response {
		if r, is := resp.(R); is {
			change(node, r)
		}
		return resp
	}
}

func TestOddGroups(t *testing.T) {
	for _, c := range []struct {
		name  string
		setup func(*fake)
		gaps  []string
		check func(*testing.T, *model.Group) // classic-group
	}{
		{"gone when its members are asked for", func(f *fake) {
			edit(f, func(_ int32, r *kmsg.DescribeGroupsResponse) {
				r.Groups[0].ErrorCode, r.Groups[0].State, r.Groups[0].Members = kerr.GroupIDNotFound.Code, "Dead", nil
			})
		}, nil, func(t *testing.T, g *model.Group) {
			if g.State != "Dead" || g.InUse() || !g.MembersKnown || len(g.Members) > 0 {
				t.Errorf("%+v", g)
			}
		}},
		{"gone when its commits are asked for", func(f *fake) {
			edit(f, func(node int32, r *kmsg.OffsetFetchResponse) {
				if node == 0 {
					r.Groups[0].ErrorCode, r.Groups[0].Topics = kerr.GroupIDNotFound.Code, nil
				}
			})
		}, nil, func(t *testing.T, g *model.Group) {
			if !g.CommitsKnown || len(g.Commits) > 0 {
				t.Errorf("%+v", g)
			}
		}},
		{"a coordinator that loads", func(f *fake) {
			edit(f, func(node int32, r *kmsg.ListGroupsResponse) {
				if node == 0 {
					r.ErrorCode = kerr.CoordinatorLoadInProgress.Code
				}
			})
		}, []string{"groups broker/0 unreachable"}, func(t *testing.T, g *model.Group) {
			if !g.MembersKnown || !g.CommitsKnown {
				t.Error("what it lists is lost")
			}
		}},
		{"a type of a later release", func(f *fake) {
			edit(f, func(node int32, r *kmsg.ListGroupsResponse) {
				if node == 0 {
					r.Groups[0].GroupType = "Queue"
				}
			})
		}, []string{"groups broker/0 unsupported"}, func(t *testing.T, g *model.Group) {
			if g.MembersKnown || !g.CommitsKnown {
				t.Errorf("%+v", g)
			}
		}},
		{"no type, as before Kafka 4.0", func(f *fake) {
			edit(f, func(_ int32, r *kmsg.ListGroupsResponse) {
				for i := range r.Groups {
					if r.Groups[i].GroupType == "classic" {
						r.Groups[i].GroupType = ""
					}
				}
			})
		}, nil, func(t *testing.T, g *model.Group) {
			if g.Type != "" || !g.MembersKnown || !g.CommitsKnown {
				t.Errorf("%+v", g)
			}
		}},
		{"an upper-case type", func(f *fake) {
			edit(f, func(_ int32, r *kmsg.ListGroupsResponse) {
				for i := range r.Groups {
					r.Groups[i].GroupType = strings.ToUpper(r.Groups[i].GroupType)
				}
			})
		}, nil, func(t *testing.T, g *model.Group) {
			if g.Type != "classic" {
				t.Errorf("type %q", g.Type)
			}
		}},
		{"left out of the description", func(f *fake) {
			edit(f, func(_ int32, r *kmsg.DescribeGroupsResponse) { r.Groups = nil })
		}, []string{"groups cluster unreachable"}, func(t *testing.T, g *model.Group) {
			if g.MembersKnown {
				t.Error("its members are known")
			}
		}},
		{"left out of the commits", func(f *fake) {
			edit(f, func(node int32, r *kmsg.OffsetFetchResponse) {
				if node == 0 {
					r.Groups = nil
				}
			})
		}, []string{"offsets cluster unreachable"}, func(t *testing.T, g *model.Group) {
			if g.CommitsKnown {
				t.Error("its commits are known")
			}
		}},
		{"members that do not tell while it rebalances", func(f *fake) {
			edit(f, func(_ int32, r *kmsg.DescribeGroupsResponse) {
				r.Groups[0].State = "PreparingRebalance"
				r.Groups[0].Members[0].ProtocolMetadata, r.Groups[0].Members[0].MemberAssignment = nil, nil
			})
		}, nil, func(t *testing.T, g *model.Group) {
			if m := g.Members[0]; m.Subscribed != nil || m.Assigned != nil || g.State != "PreparingRebalance" {
				t.Errorf("%+v", g)
			}
		}},
		{"bytes of another protocol", func(f *fake) {
			edit(f, func(_ int32, r *kmsg.DescribeGroupsResponse) {
				r.Groups[0].Members[0].ProtocolMetadata, r.Groups[0].Members[0].MemberAssignment = []byte{0, 1, 0xff}, []byte{0, 0, 0x7f, 0xff, 0xff, 0xff}
			})
		}, nil, func(t *testing.T, g *model.Group) {
			if m := g.Members[0]; m.Subscribed != nil || m.Assigned != nil {
				t.Errorf("%+v", m)
			}
		}},
		{"a commit that cannot be read", func(f *fake) {
			edit(f, func(node int32, r *kmsg.OffsetFetchResponse) {
				if node == 0 {
					r.Groups[0].Topics[0].Partitions[1].ErrorCode = kerr.UnstableOffsetCommit.Code
				}
			})
		}, []string{"offsets cluster unreachable"}, func(t *testing.T, g *model.Group) {
			if len(g.Commits) != 2 {
				t.Errorf("commits %v", g.Commits)
			}
		}},
		{"a partition without a commit", func(f *fake) {
			edit(f, func(node int32, r *kmsg.OffsetFetchResponse) {
				if node == 0 {
					r.Groups[0].Topics[0].Partitions[1].Offset = -1
				}
			})
		}, nil, func(t *testing.T, g *model.Group) {
			if len(g.Commits) != 2 || !g.CommitsKnown {
				t.Errorf("commits %v", g.Commits)
			}
		}},
		{"commits on a topic of which only the id is known", func(f *fake) {
			edit(f, func(node int32, r *kmsg.OffsetFetchResponse) {
				if node == 0 {
					r.Groups[0].Topics[0].TopicID = [16]byte{9}
				}
			})
		}, []string{"offsets cluster unreachable"}, func(t *testing.T, g *model.Group) {
			if len(g.Commits) > 0 {
				t.Errorf("commits %v", g.Commits)
			}
		}},
		{"commits on a topic that was created since", func(f *fake) {
			f.edit = func(node int32, req kmsg.Request, resp kmsg.Response) kmsg.Response {
				if m, is := resp.(*kmsg.MetadataResponse); is && req.(*kmsg.MetadataRequest).Topics == nil {
					m.Topics = m.Topics[1:]
				}
				return resp
			}
		}, nil, func(t *testing.T, g *model.Group) {
			if len(g.Commits) != 3 || g.Commits[0].Topic != "orders" {
				t.Errorf("commits %v", g.Commits)
			}
		}},
		{"two coordinators, of which the old one does not know it any more", func(f *fake) {
			f.edit = func(node int32, req kmsg.Request, resp kmsg.Response) kmsg.Response {
				switch r := resp.(type) {
				case *kmsg.ListGroupsResponse:
					if node == 1 {
						g := kmsg.NewListGroupsResponseGroup()
						g.Group, g.GroupType, g.GroupState = "classic-group", "classic", "Stable"
						r.Groups = append(r.Groups, g)
					}
				case *kmsg.DescribeGroupsResponse:
					if node == 1 {
						return failed(req, resp, kerr.NotCoordinator.Code)
					}
				case *kmsg.OffsetFetchResponse:
					for i := range r.Groups {
						if node == 1 && r.Groups[i].Group == "classic-group" {
							r.Groups[i].ErrorCode = kerr.NotCoordinator.Code
						}
					}
				}
				return resp
			}
		}, nil, func(t *testing.T, g *model.Group) {
			if g.Coordinator != 0 || !g.MembersKnown || !g.CommitsKnown {
				t.Errorf("%+v", g)
			}
		}},
		{"OffsetFetch before Kafka 3.0", func(f *fake) {
			f.edit = func(node int32, _ kmsg.Request, resp kmsg.Response) kmsg.Response {
				return capped(node == 0, resp, 9, 7)
			}
		}, []string{"offsets broker/0 unsupported"}, func(t *testing.T, g *model.Group) {
			if g.CommitsKnown {
				t.Error("its commits are known")
			}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := begin(t, 3)
			c.setup(f)
			s := look3(t, f)
			if !slices.Equal(s.gaps(), c.gaps) {
				t.Errorf("gaps %q, want %q: %s", s.gaps(), c.gaps, s.details())
			}
			if n := len(s.Clusters[0].Groups); n != 4 {
				t.Errorf("%d groups", n)
			}
			c.check(t, s.group(t, "classic-group"))
		})
	}
}

// TestManyGroups are asked for in slices.
func TestManyGroups(t *testing.T) {
	f := begin(t, 1)
	f.groups = nil
	for i := range coordinator.AtOnce + 1 {
		f.groups = append(f.groups, fakeGroup{id: "g" + strings.Repeat("x", i%7) + string(rune('a'+i%26)) + strings.Repeat("y", i), kind: "classic", topic: "orders", committed: 20})
	}
	s := look3(t, f)
	if got := s.known(); got["groups"] != coordinator.AtOnce+1 || got["members"] != coordinator.AtOnce+1 || got["commits"] != coordinator.AtOnce+1 || f.count(15) != 2 || f.count(9) != 2 {
		t.Errorf("known %v after %d and %d requests", got, f.count(15), f.count(9))
	}
	if !slices.IsSortedFunc(s.Clusters[0].Groups, func(a, b *model.Group) int { return strings.Compare(a.ID, b.ID) }) {
		t.Error("the groups are in no order")
	}
}
