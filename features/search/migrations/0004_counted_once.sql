-- How each view stands is written with the view: trends only add.
DROP TABLE search_trend_marks;
DROP TABLE search_trend_viewers;
