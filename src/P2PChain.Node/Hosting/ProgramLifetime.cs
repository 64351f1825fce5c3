using Microsoft.Extensions.Hosting;

namespace P2PChain.Node.Hosting;

/// <summary>Instead of the host's own, which listens to signals and talks about it: the program does that.</summary>
internal sealed class ProgramLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
