-- Cards are kept in memory for one news_version. Whether a server shows spoilers is part of
-- them, so a change of its settings has to count as well.

CREATE TRIGGER news_version_on_settings AFTER INSERT ON guilds
BEGIN
    UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'news_version';
END;
CREATE TRIGGER news_version_on_settings_forgotten AFTER DELETE ON guilds
BEGIN
    UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'news_version';
END;
