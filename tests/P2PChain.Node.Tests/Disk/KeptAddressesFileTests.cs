using Microsoft.Extensions.Logging.Abstractions;
using P2PChain.Node.Disk;

namespace P2PChain.Node.Tests.Disk;

public sealed class KeptAddressesFileTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    private string Path => _scratch.In("peers.json");

    private KeptAddressesFile File => new(Path, NullLogger.Instance);

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void The_text_is_read_as_it_was_written()
    {
        Assert.Null(File.Load());
        File.Save("{\"version\": 1}");
        File.Save("{\"version\": 2}");
        Assert.Equal("{\"version\": 2}", File.Load());
        Assert.Equal(["peers.json"], Directory.GetFiles(_scratch.Path).Select(System.IO.Path.GetFileName));
    }

    [Fact]
    public void A_path_that_is_no_file_ends_nothing()
    {
        Directory.CreateDirectory(Path);
        Assert.Null(File.Load());
        File.Save("{}");
        Assert.True(Directory.Exists(Path));
    }

    [Fact]
    public void A_file_that_is_far_too_large_is_not_read()
    {
        using (var file = new FileStream(Path, FileMode.Create)) file.SetLength(17 << 20);
        Assert.Null(File.Load());
    }
}
