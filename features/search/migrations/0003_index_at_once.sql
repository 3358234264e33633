-- A question never waits for what writers left to be sorted in later: the worker sorts it in at once.
ALTER INDEX search_documents_clips SET (fastupdate = off);
ALTER INDEX search_documents_people SET (fastupdate = off);
ALTER INDEX search_documents_tags SET (fastupdate = off);
ALTER INDEX search_documents_stories SET (fastupdate = off);
ALTER INDEX search_words_like_sound SET (fastupdate = off);
