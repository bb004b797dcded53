package scope

import (
	"path"
	"slices"
	"strings"
)

// doubt takes back identities that cannot name one cluster, because they are
// the same in every Kubernetes cluster or container network that a repository
// serves. A namespace and a name become a hint where Kafka resources in two
// files have them, or things below dev/ and below prod/. A host
// that only its own network knows is told apart by dev and prod.
func doubt(members []*member) {
	for _, m := range members {
		fence(m)
	}
	doubtful := doubtfulIDs(members)
	for _, m := range members {
		if m.named != "" || !slices.ContainsFunc(m.place.Names, func(id string) bool { return doubtful[id] }) {
			continue
		}
		environment := environmentOf(path.Dir(m.place.File))
		var certain []string
		for _, id := range m.place.Names {
			switch address, isAddress := strings.CutPrefix(id, "bootstrap:"); {
			case !doubtful[id], isAddress && environment == "":
				certain = append(certain, id)
			case !isAddress:
				m.place.Hint = id
			default:
				certain = append(certain, "bootstrap:"+environment+"/"+address)
			}
		}
		m.place.Names = certain
		if doubtful[m.place.Hint] {
			m.place.Names = nil // they follow from the name that is in doubt
		}
	}
}

// fence ties the short name of a ZooKeeper to where its brokers' directories
// lie. Half of all examples call theirs zookeeper:2181, and each means its
// own; the brokers of one cluster have their files in one directory, or each
// in one of its own beside the others'. dev/ and prod/ are told apart.
func fence(m *member) {
	var fenced []string
	for _, id := range m.place.Names {
		address, is := strings.CutPrefix(id, "zookeeper:")
		if host, _, _ := strings.Cut(address, ":"); is && !strings.Contains(host, ".") {
			dir := path.Dir(m.place.File)
			id = "zookeeper:" + path.Join(path.Dir(dir), environmentOf(dir)) + "/" + address
		}
		fenced = append(fenced, id)
	}
	m.place.Names = fenced
}

// doubtfulIDs are the identities that stand for more than one cluster.
func doubtfulIDs(members []*member) map[string]bool {
	declared, environments := map[string]string{}, map[string]string{}
	out := map[string]bool{}
	note := func(in map[string]string, id, value string) {
		if first, seen := in[id]; seen && first != value {
			out[id] = true
		}
		in[id] = value
	}
	for _, m := range members {
		if m.named != "" {
			continue
		}
		dir := path.Dir(m.place.File)
		environment := environmentOf(dir)
		for _, id := range m.place.Names {
			strimzi := strings.HasPrefix(id, "strimzi:")
			if strimzi && m.cr {
				note(declared, id, m.place.File)
			}
			if environment != "" && (strimzi || strings.HasPrefix(id, "kube:") || isLocal(id)) {
				note(environments, id, environment)
			}
		}
	}
	return out
}

// isLocal tells an address that is known in one network alone: a container's
// or machine's short name, or a Kubernetes service.
func isLocal(id string) bool {
	address, is := strings.CutPrefix(id, "bootstrap:")
	return is && (!strings.Contains(address, ".") || strings.Contains(address, ".svc:") || strings.Contains(address, ".svc."))
}

// environmentWords are the directories by which repositories tell the stages
// of one system apart.
var environmentWords = []string{
	"dev", "develop", "development", "test", "testing", "qa", "uat", "int", "integration", "sandbox",
	"stage", "staging", "stg", "preprod", "pre-prod", "prod", "prd", "production",
}

// environmentOf is the first directory of a path that names a stage; "" if
// none does.
func environmentOf(dir string) string {
	for part := range strings.SplitSeq(strings.ToLower(dir), "/") {
		if slices.Contains(environmentWords, part) {
			return part
		}
	}
	return ""
}
