-- Who decides about an objection: the nearest person above who evaluates today that neither is rated nor signed what is
-- objected to. Usually the assessor's superior; where the superior signed it themself, whoever is above them.
create function objection_superior(agency uuid, evaluator uuid, owner uuid, signer uuid, on_day date) returns uuid
language sql stable as $$
    select l.employee_id from reporting_line(agency, evaluator, on_day) l
    where l.employee_id <> owner and l.employee_id <> signer
    order by l.depth limit 1
$$;
