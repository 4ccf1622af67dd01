"""Keeps in the database what must hold whoever writes: the realms are apart, a head's seat has one holder.

A realm is system, security or audit administration, auditing, or business (everything else). A person's posts
that overlap in time lie in one realm, a post has duties of one realm, and nobody outside business is a deputy.
Writers of one person's appointments wait for each other on his row.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION roles_duty_realm(duty text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN duty IN ('administer_system', 'administer_security', 'administer_audit', 'audit')
                THEN duty ELSE 'business' END
$$;

CREATE FUNCTION roles_post_realm(wanted bigint) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce(min(roles_duty_realm(duty)), 'business') FROM roles_postduty WHERE post_id = wanted
$$;

CREATE FUNCTION roles_refuse(name text, message text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', message USING ERRCODE = 'exclusion_violation', CONSTRAINT = name;
END $$;

CREATE FUNCTION roles_check_appointment() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    realm text;
    period daterange;
BEGIN
    IF NEW.ends_on < NEW.starts_on THEN
        RETURN NEW;
    END IF;
    period := daterange(NEW.starts_on, NEW.ends_on, '[]');
    PERFORM 1 FROM core_user WHERE id = NEW.user_id FOR NO KEY UPDATE;
    PERFORM 1 FROM roles_post WHERE id = NEW.post_id FOR NO KEY UPDATE;
    realm := roles_post_realm(NEW.post_id);
    IF EXISTS (
        SELECT 1 FROM roles_appointment a
        WHERE a.user_id = NEW.user_id AND a.id <> NEW.id AND coalesce(a.ends_on >= a.starts_on, true)
          AND daterange(a.starts_on, a.ends_on, '[]') && period
          AND roles_post_realm(a.post_id) <> realm
    ) THEN
        PERFORM roles_refuse('roles_realms_apart', 'administrators, auditors and business exclude each other');
    END IF;
    IF realm <> 'business' AND EXISTS (
        SELECT 1 FROM roles_delegation d
        WHERE d.deputy_id = NEW.user_id AND d.revoked_at IS NULL
          AND daterange((d.starts_at AT TIME ZONE 'Asia/Shanghai')::date,
                        (d.ends_at AT TIME ZONE 'Asia/Shanghai')::date, '[]') && period
    ) THEN
        PERFORM roles_refuse('roles_realms_apart', 'a deputy of business cannot be an administrator or auditor');
    END IF;
    IF EXISTS (
        SELECT 1 FROM roles_appointment a JOIN roles_post p ON p.id = a.post_id
        WHERE a.post_id = NEW.post_id AND a.id <> NEW.id AND coalesce(a.ends_on >= a.starts_on, true)
          AND daterange(a.starts_on, a.ends_on, '[]') && period
          AND (a.user_id = NEW.user_id OR (p.is_head AND NOT a.acting AND NOT NEW.acting))
    ) THEN
        PERFORM roles_refuse('roles_appointment_overlap', 'this post is held already in this period');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER roles_appointment_check BEFORE INSERT OR UPDATE OF user_id, post_id, starts_on, ends_on, acting
    ON roles_appointment FOR EACH ROW EXECUTE FUNCTION roles_check_appointment();

CREATE FUNCTION roles_check_postduty() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM roles_post WHERE id = NEW.post_id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT 1 FROM roles_postduty d
        WHERE d.post_id = NEW.post_id AND d.id <> NEW.id AND roles_duty_realm(d.duty) <> roles_duty_realm(NEW.duty)
    ) THEN
        PERFORM roles_refuse('roles_realms_apart', 'a post has duties of one realm');
    END IF;
    IF EXISTS (
        SELECT 1 FROM roles_appointment a
        JOIN roles_appointment b ON b.user_id = a.user_id AND b.id <> a.id
        WHERE a.post_id = NEW.post_id AND b.post_id <> NEW.post_id
          AND coalesce(a.ends_on >= a.starts_on, true) AND coalesce(b.ends_on >= b.starts_on, true)
          AND daterange(a.starts_on, a.ends_on, '[]') && daterange(b.starts_on, b.ends_on, '[]')
          AND roles_post_realm(b.post_id) <> roles_duty_realm(NEW.duty)
    ) THEN
        PERFORM roles_refuse('roles_realms_apart', 'a holder of this post has a post of another realm');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER roles_postduty_check BEFORE INSERT OR UPDATE
    ON roles_postduty FOR EACH ROW EXECUTE FUNCTION roles_check_postduty();

CREATE FUNCTION roles_check_delegation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.revoked_at IS NOT NULL THEN
        RETURN NEW;
    END IF;
    PERFORM 1 FROM core_user WHERE id = NEW.deputy_id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT 1 FROM roles_appointment a
        WHERE a.user_id = NEW.deputy_id AND coalesce(a.ends_on >= a.starts_on, true)
          AND daterange(a.starts_on, a.ends_on, '[]')
              && daterange((NEW.starts_at AT TIME ZONE 'Asia/Shanghai')::date,
                           (NEW.ends_at AT TIME ZONE 'Asia/Shanghai')::date, '[]')
          AND roles_post_realm(a.post_id) <> 'business'
    ) THEN
        PERFORM roles_refuse('roles_realms_apart', 'an administrator or auditor cannot be a deputy of business');
    END IF;
    IF EXISTS (SELECT 1 FROM roles_appointment a WHERE a.id = NEW.principal_id AND a.user_id = NEW.deputy_id) THEN
        PERFORM roles_refuse('roles_delegation_other', 'nobody is his own deputy');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER roles_delegation_check BEFORE INSERT OR UPDATE
    ON roles_delegation FOR EACH ROW EXECUTE FUNCTION roles_check_delegation();
"""

REVERSE = """
DROP TRIGGER roles_delegation_check ON roles_delegation;
DROP TRIGGER roles_postduty_check ON roles_postduty;
DROP TRIGGER roles_appointment_check ON roles_appointment;
DROP FUNCTION roles_check_delegation();
DROP FUNCTION roles_check_postduty();
DROP FUNCTION roles_check_appointment();
DROP FUNCTION roles_refuse(text, text);
DROP FUNCTION roles_post_realm(bigint);
DROP FUNCTION roles_duty_realm(text);
"""


class Migration(migrations.Migration):
    dependencies = [("roles", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
