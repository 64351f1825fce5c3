using System.Collections.Concurrent;
using P2PChain.Node.Screen;

namespace P2PChain.Node.Tests.Screen;

/// <summary>Standard input that a test types into, line by line.</summary>
internal sealed class TypedLines : ILines
{
    private readonly BlockingCollection<InputLine> _lines = [];

    public void Type(string line) => Type(new InputLine(line));

    public void Type(InputLine line) => _lines.Add(line);

    public void End() => _lines.CompleteAdding();

    public InputLine? Read() => _lines.TryTake(out var line, Timeout.Infinite) ? line : null;
}
