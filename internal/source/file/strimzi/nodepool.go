package strimzi

import (
	"fmt"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/format"
	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

// readPool reads a node pool. Where its roles or its size are not there, as
// in a patch, the count is unknown, so that nobody takes the other pools for
// the whole cluster.
func readPool(o yamlx.Node, doc *model.Document, b *model.Builder) error {
	if err := single(o, "spec", "replicas"); err != nil {
		return err
	}
	roles, missing, err := poolRoles(o)
	if err != nil {
		return err
	}
	name := o.Get("metadata", "name").Word()
	count := scalar(o.Get("spec", "replicas"))
	if !count.IsSet() {
		missing = "spec.replicas is not given"
	}
	if missing != "" {
		count = model.UnknownValue(count.Raw(), missing, name.Origin())
	}
	format.Note(doc, "replicas", count, count.Origin())
	unknownFields(o, poolFields, doc, b)
	b.NodeSet(&model.NodeSet{Name: name.Raw(), Place: labelled(o), Roles: roles, Count: count, At: name.Origin()})
	return nil
}

// possibly are the roles of a pool that may have any: who counts either kind
// of node must meet the unknown count.
const possibly = model.RoleBroker | model.RoleController

func poolRoles(o yamlx.Node) (roles model.Roles, missing string, err error) {
	list := o.Get("spec", "roles")
	if !list.Exists() {
		return possibly, "spec.roles is not given", nil
	}
	if !list.IsList() {
		return 0, "", list.Errorf("a KafkaNodePool has spec.roles that is %s: want a list of broker and controller", list.Describe())
	}
	for item := range list.Items() {
		switch role := item.Word(); {
		case role.Raw() == "broker":
			roles |= model.RoleBroker
		case role.Raw() == "controller":
			roles |= model.RoleController
		case item.IsScalar() && !role.Usable():
			roles, missing = possibly, fmt.Sprintf("the role %s is not known", role.Raw())
		default:
			return 0, "", item.Errorf("a KafkaNodePool has the role %s: want broker or controller", item.Describe())
		}
	}
	return roles, missing, nil
}
