package notify

import (
	"net/http"
)

// Auth is how to log in to a receiver. The zero value is not at all; a token
// wins over a password.
type Auth struct {
	User     string
	Password Secret
	Token    Secret // a bearer token
}

// sign adds the login to a request.
func (a Auth) sign(req *http.Request) error {
	switch {
	case a.Token != nil:
		token, err := a.Token.read("bearer token")
		if err != nil {
			return err
		}
		req.Header.Set("Authorization", "Bearer "+token)
	case a.Password != nil:
		password, err := a.Password.read("password")
		if err != nil {
			return err
		}
		req.SetBasicAuth(a.User, password)
	}
	return nil
}
