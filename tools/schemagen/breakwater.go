package main

import "github.com/breakwaterhq/breakwater/internal/rule"

// breakwaterFile is the schema of breakwater.yaml. A policy may stand in it,
// so it has all of the policy's definitions.
func breakwaterFile(known []*rule.Rule) object {
	defs := policyDefs()
	defs["policy"] = policySchema(known)
	defs["globs"] = list(pattern(`^[^!/\\\[\]{}][^\\\[\]{}]*$`))
	scope := mapping(object{
		"files":   described(ref("globs"), "The files of the cluster, relative to the folder of this file."),
		"same_as": described(list(identity()), "Identities that are this cluster, as files give them."),
	})
	scope["minProperties"] = 1
	return file("breakwater.schema.json", "Configuration of Breakwater", mapping(object{
		"scopes": described(object{
			"type": "object", "propertyNames": object{"pattern": `^[A-Za-z0-9._-]+$`}, "additionalProperties": scope,
		}, "Which files and identities belong to one cluster."),
		"clusters": described(object{
			"type": "object", "propertyNames": object{"pattern": `^[A-Za-z0-9._-]+$`}, "additionalProperties": cluster(),
		}, "Where the clusters are, and how to log in to them."),
		"watch":   watchSection(),
		"notify":  notifySection(),
		"web":     webSection(),
		"exclude": described(ref("globs"), "Files that are left out, relative to the folder of this file."),
		"policy":  described(anyOf(object{"type": "string", "minLength": 1}, ref("policy")), "The path of the policy file, or the policy itself."),
	}), defs)
}

func identity() object {
	return anyOf(
		pattern(`^(cluster|terraform):.+$`),
		pattern(`^(kube|strimzi):[^/]+/[^/]+$`),
		pattern(`^bootstrap:[^,/]+:[0-9]{1,5}$`))
}
