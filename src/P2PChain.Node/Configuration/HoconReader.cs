namespace P2PChain.Node.Configuration;

/// <summary>
/// Reads a text in the HOCON subset of a node's files: braces, dotted keys, <c>=</c> and <c>:</c>, quoted and plain
/// values, lists, comments, <c>include "file"</c> before the first key. Anything else is an error with its line; Akka's
/// parser would accept it in silence with another meaning. Reading goes on after an error.
/// </summary>
internal sealed class HoconReader
{
    private readonly ConfigurationSource _source;
    private readonly TokenReader _tokens;
    private readonly ValueReader _values;
    private readonly Stack<Brace> _open = new();
    private bool _pastIncludes;

    private HoconReader(string text, ConfigurationSource source, IReadOnlyDictionary<string, string> environment)
    {
        _source = source;
        _tokens = new TokenReader(text);
        _values = new ValueReader(_tokens, source, environment);
    }

    // A section is null if its key, or that of a brace around it, could not be read.
    private readonly record struct Brace(KeyPath? Section, int Line);

    private KeyPath? Section => _open.TryPeek(out var brace) ? brace.Section : KeyPath.Root;

    /// <summary>Reads a text.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="name">Its name in origins and errors.</param>
    /// <param name="kind">The kind of source.</param>
    /// <param name="environment">The variables for <c>${NAME}</c>.</param>
    public static ConfigurationSource Read(
        string text, string name, OriginKind kind, IReadOnlyDictionary<string, string> environment)
    {
        var source = new ConfigurationSource(kind, name);
        var nul = text.IndexOf('\0', StringComparison.Ordinal);
        if (nul < 0)
            new HoconReader(text, source, environment).ReadAll();
        else
            source.Fail(text.AsSpan(0, nul).Count('\n') + 1, "A NUL character: this is not a text file, name another.");
        return source;
    }

    private void ReadAll()
    {
        while (true)
        {
            _tokens.SkipToContent();
            if (_tokens.Next.Kind == TokenKind.End)
                break;
            if (!ReadNext())
                Recover();
        }

        foreach (var brace in _open.Reverse())
            Unbalanced(brace.Line,
                "The { opened on this line is never closed: add the missing }, here or to a { further down.");
    }

    private bool ReadNext()
    {
        if (_tokens.Next.Is("}"))
        {
            CloseBrace();
            return EndStatement();
        }

        if (!_tokens.Next.Is("{") || _pastIncludes)
            return ReadStatement();
        OpenBrace(KeyPath.Root); // JSON has one around everything
        _pastIncludes = true;
        return true;
    }

    private bool ReadStatement()
    {
        var line = _tokens.Next.Line;
        var text = "";
        while (_tokens.Next.Kind is TokenKind.Word or TokenKind.Quoted)
            text += _tokens.Take().Text;
        _tokens.Skip(TokenKind.Blank);
        if (text == "include")
            return ReadInclude(line);
        if (text.Length == 0)
            text = _tokens.Next.Text;
        if (_source.ReadKey(text, line) is not { } own)
            return false;
        _pastIncludes = true;
        return ReadSetting(own, Locate(own, line), line);
    }

    private bool ReadSetting(KeyPath own, KeyPath? path, int line)
    {
        var isAppended = _tokens.Next.Is("+=");
        if (isAppended)
            _source.Fail(line, $"+= is not supported: write {own} = with the whole list.");
        var isRead = ReadSeparator(own, line);
        if (isRead && _tokens.Next.Is("{"))
        {
            if (path is not null)
                _source.Set(path, value: null, line);
            OpenBrace(path);
            return true;
        }

        SettingValue? value = null;
        isRead = isRead && _values.TryRead(out value);
        if (path is not null && (!isRead || isAppended))
            _source.Unread.Add(path);
        else if (path is not null && value is not null)
            _source.Set(path, value, line);
        return isRead && EndStatement();
    }

    // Null if the section is unknown.
    private KeyPath? Locate(KeyPath key, int line)
    {
        if (Section is not { } section || section.Segments.Length + key.Segments.Length <= KeyPath.SegmentsMax)
            return Section?.Join(key);
        _source.Fail(line, $"A key has at most {KeyPath.SegmentsMax} names: open fewer braces around {key}.");
        return null;
    }

    private bool ReadSeparator(KeyPath key, int line)
    {
        var hasSign = _tokens.Next.Is("+=") || _tokens.Next.IsOneOf("=:");
        if (hasSign)
            _tokens.Take();
        _tokens.Skip(TokenKind.Blank);
        _tokens.SkipTo(hasSign ? "{[" : "{"); // it may stand on a line of its own, as in C#
        return hasSign || _tokens.Next.Is("{")
            || _source.Fail(line, $"After {key} comes = and a value, or {{ and a section: add the missing part.");
    }

    private bool ReadInclude(int line)
    {
        if (_tokens.Next.Kind != TokenKind.Quoted)
            return _source.Fail(line, "An include names one file in quotes, as in include \"network.conf\"; "
                + "file(…), url(…), classpath(…) and required(…) are not supported.");

        if (!_values.TryReadText(out var file))
            return false;
        if (file.Length == 0)
            _source.Fail(line, "The name of the included file is empty: name the file.");
        else if (_pastIncludes)
            _source.Fail(line, $"include \"{file}\" must stand before the first key: move it to the top of the file.");
        else
            _source.Includes.Add((file, line));
        return EndStatement();
    }

    private void OpenBrace(KeyPath? section) => _open.Push(new Brace(section, _tokens.Take().Line));

    private void CloseBrace()
    {
        var line = _tokens.Take().Line;
        if (!_open.TryPop(out _))
            Unbalanced(line, "This } closes nothing: remove it, or add the missing { above.");
    }

    private void Unbalanced(int line, string message)
    {
        _source.IsBalanced = false;
        _source.Fail(line, message);
    }

    private bool EndStatement()
    {
        _tokens.Skip(TokenKind.Blank);
        if (_tokens.Next.Is(","))
            _tokens.Take();
        else if (!_tokens.Next.EndsLine && !_tokens.Next.Is("}"))
            return _source.Fail(
                _tokens.Next.Line,
                $"The line should end before {_tokens.Next.Text[0]}: one setting per line.");

        return true;
    }

    // Skips the rest of an unreadable line but counts its braces, so that one slip is one error.
    private void Recover()
    {
        var brackets = 0;
        while (_tokens.Next.Kind != TokenKind.End && (brackets > 0 || !_tokens.Next.EndsLine))
        {
            if (_tokens.Next.Is("{"))
                OpenBrace(section: null);
            else if (_tokens.Next.Is("}"))
                CloseBrace();
            else if (_tokens.Take() is var token && token.IsOneOf("[]"))
                brackets += token.Text == "[" ? 1 : -1;
        }
    }
}
