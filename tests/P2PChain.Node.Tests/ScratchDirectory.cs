namespace P2PChain.Node.Tests;

/// <summary>A directory of a test's own, removed at its end.</summary>
public sealed class ScratchDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("p2pchain-").FullName;

    /// <summary>The path of something in it.</summary>
    public string In(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
