using System.Text;
using P2PChain.Node.Screen;

namespace P2PChain.Node.Tests.Screen;

public sealed class OutputPumpTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Text_is_written_in_order_and_its_end_can_be_waited_for()
    {
        using var text = new WrittenText();
        var pump = new OutputPump(text, "test");
        await pump.WrittenAsync().WaitAsync(Patience);
        for (var at = 0; at < 1000; at++) pump.Post($"{(char)('a' + (at % 26))}");
        await pump.WrittenAsync().WaitAsync(Patience);
        Assert.Equal(
            string.Concat(Enumerable.Range(0, 1000).Select(static at => (char)('a' + (at % 26)))), text.ToString());
    }

    [Fact]
    public async Task A_reader_that_has_stopped_holds_nobody_up()
    {
        using var stuck = new StuckWriter();
        var pump = new OutputPump(stuck, "test");
        pump.Post("x");
        await stuck.Entered.WaitAsync(Patience);
        Assert.True(pump.HasRoom);
        for (var at = 0; at < 2000; at++) pump.Post(new string('x', 1024));
        var written = pump.WrittenAsync();
        Assert.False(pump.HasRoom);
        Assert.False(written.IsCompleted);
        stuck.Continue();
        await written.WaitAsync(Patience);
        Assert.True(pump.HasRoom);
        Assert.Equal((2000 * 1024) + 1, stuck.Length);
    }

    [Fact]
    public async Task A_stream_that_cannot_be_written_is_told_once_and_waited_for_no_more()
    {
        using var broken = new BrokenWriter();
        var pump = new OutputPump(broken, "test");
        pump.Post("x");
        Assert.Contains("(Broken pipe)", (await pump.Lost.WaitAsync(Patience)).Message, StringComparison.Ordinal);
        pump.Post("y");
        await pump.WrittenAsync().WaitAsync(Patience);
    }

    private sealed class StuckWriter : TextWriter
    {
        private readonly ManualResetEventSlim _goesOn = new();
        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override Encoding Encoding => Encoding.UTF8;

        public long Length { get; private set; }

        public Task Entered => _entered.Task;

        public void Continue() => _goesOn.Set();

        public override void Write(string? value)
        {
            _entered.TrySetResult();
            _goesOn.Wait();
            Length += value!.Length;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) _goesOn.Dispose();
            base.Dispose(disposing);
        }
    }

    private sealed class BrokenWriter : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(string? value) => throw new IOException("Broken pipe");
    }
}
