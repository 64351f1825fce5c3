namespace P2PChain.Node.Configuration;

/// <summary>The open braces at a place in a text. Akka's parser accepts a missing one in silence.</summary>
internal sealed class OpenBraces(ErrorList errors)
{
    private readonly Stack<Brace> _open = new();

    private readonly record struct Brace(KeyPath? Section, int Line);

    /// <summary>Whether each brace so far has its partner.</summary>
    public bool Balanced { get; private set; } = true;

    /// <summary>The section of a key here; null if the key of a brace around it could not be read.</summary>
    public KeyPath? Section => _open.TryPeek(out var brace) ? brace.Section : KeyPath.Root;

    /// <summary>A <c>{</c>.</summary>
    /// <param name="section">The section that it opens; null if its key could not be read.</param>
    /// <param name="line">Its line.</param>
    public void Open(KeyPath? section, int line) => _open.Push(new Brace(section, line));

    /// <summary>A <c>}</c>.</summary>
    public void Close(int line)
    {
        if (!_open.TryPop(out _))
            Refuse(line, "This } closes nothing: remove it, or add the missing { above.");
    }

    /// <summary>The end of the text. Every brace should be closed.</summary>
    public void EndText()
    {
        foreach (var brace in _open.Reverse())
            Refuse(brace.Line,
                "The { opened on this line is never closed: add the missing }, here or to a { further down.");
    }

    private void Refuse(int line, string message)
    {
        Balanced = false;
        errors.Add(line, message);
    }
}
