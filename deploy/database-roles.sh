#!/bin/sh
# Run once by the database's image on an empty volume: the three roles and the database.
set -eu
psql --set=ON_ERROR_STOP=1 --username=postgres \
    --set=owner="$OWNER_PASSWORD" --set=app="$APP_PASSWORD" --set=auditor="$AUDITOR_PASSWORD" <<'SQL'
CREATE ROLE tongchou_owner LOGIN CREATEDB PASSWORD :'owner';
CREATE ROLE tongchou_app LOGIN PASSWORD :'app';
CREATE ROLE tongchou_auditor LOGIN PASSWORD :'auditor';
GRANT tongchou_app, tongchou_auditor TO tongchou_owner;
CREATE DATABASE tongchou OWNER tongchou_owner;
SQL
