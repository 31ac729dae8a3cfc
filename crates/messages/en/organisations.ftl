problem-organisation-not_found = There is no such organisation.
problem-organisation-unchecked = The number of this organisation was not checked yet.
problem-organisation-checked = This organisation was checked already.
problem-organisation-changed_meanwhile = Somebody changed this organisation meanwhile. Read it again, then try once more.
problem-grant-not_found = There is no such grant, or it has ended.
