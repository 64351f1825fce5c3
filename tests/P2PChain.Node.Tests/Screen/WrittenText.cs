using System.Text;
using P2PChain.Node.Commands;
using P2PChain.Node.Screen;

namespace P2PChain.Node.Tests.Screen;

/// <summary>Standard output that a test reads while others write.</summary>
internal sealed class WrittenText : TextWriter, IOutput
{
    private readonly Lock _gate = new();
    private readonly StringBuilder _text = new();

    public override Encoding Encoding => Encoding.UTF8;

    public bool HasRoom { get; set; } = true;

    public Task<OutputException> Lost { get; } = new TaskCompletionSource<OutputException>().Task;

    public void Post(string text) => Write(text);

    public Task WrittenAsync() => Task.CompletedTask;

    public override void Write(char value)
    {
        lock (_gate) _text.Append(value);
    }

    public override void Write(string? value)
    {
        lock (_gate) _text.Append(value);
    }

    public override string ToString()
    {
        lock (_gate) return _text.ToString();
    }
}
