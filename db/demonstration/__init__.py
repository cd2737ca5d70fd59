"""The people, the days and the words of the demonstration organisation; `db.demo` puts them on.

Everything in it is invented: no person, no telephone number and no customer is real.
"""
