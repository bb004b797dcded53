package main

// The shapes that schemas are made of.

// mapping has these keys and no others.
func mapping(properties object, required ...string) object {
	out := object{"type": "object", "additionalProperties": false, "properties": properties}
	if len(required) > 0 {
		out["required"] = required
	}
	return out
}

// list is not empty and has nothing twice.
func list(items object) object {
	return object{"type": "array", "minItems": 1, "uniqueItems": true, "items": items}
}

func anyOf(schemas ...object) object { return object{"anyOf": schemas} }

func ref(name string) object { return object{"$ref": "#/$defs/" + name} }

func enum[T any](values ...T) object { return object{"enum": values} }

func pattern(regexp string) object { return object{"type": "string", "pattern": regexp} }

func described(schema object, sentence string) object {
	schema["description"] = sentence
	return schema
}
